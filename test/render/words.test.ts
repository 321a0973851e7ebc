import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { changeWords, type View } from '../../src/render/change-words.ts';
import { plain } from '../../src/render/pieces.ts';
import { quantity } from '../../src/render/quantity.ts';
import type { Annotation, Words } from '../../src/schema/annotations.ts';
import { schemas } from '../../src/schema/generated/schemas.ts';
import { kinds } from '../../src/schema/kinds.ts';
import { change } from './plans.ts';

const say = (id: string, rest: Partial<Change>, view: View = 'plan') => plain(changeWords([change(id, rest)], view));

describe('a change in words', () => {
  test.each([
    ['CouchbaseCluster/a#/auditdEnabled', { before: true, after: false }, 'auditing switched off'],
    ['CouchbaseCluster/a#/auditdEnabled', { before: false, after: true }, 'auditing switched on'],
    ['CouchbaseCluster/a#/auditdEnabled', { before: true, after: null }, 'auditing switched off'],
    [
      'CouchbaseCluster/a#/disabled/20488',
      { after: 20488, label: 'memcached/document read', direction: 'weakens' },
      '`memcached/document read` (20488) will stop being recorded',
    ],
    [
      'CouchbaseCluster/a#/disabled/20488',
      { before: 20488, label: 'memcached/document read', direction: 'strengthens' },
      '`memcached/document read` (20488) will be recorded',
    ],
    [
      'CouchbaseCluster/a#/disabledUsers/loader~1local',
      { before: 'loader/local', direction: 'strengthens' },
      '`loader/local` will be recorded again',
    ],
    [
      'CouchbaseCluster/a#/pruneAge',
      { before: 0, after: 7_776_000 },
      'rotated log files kept for ever → 90 days (0 → 7776000 seconds)',
    ],
    ['TairInstance/a#/Retention', { before: 30, after: 365 }, 'records kept 30 → 365 days, in the whole region'],
    [
      'TairInstance/a#/Retention',
      { before: null, after: 1 },
      'records kept 1 day (not set before), in the whole region',
    ],
    ['TaurusDBInstance/a#/keep_days', { before: 30, after: 0 }, 'auditing switched off (records were kept 30 days)'],
    ['TaurusDBInstance/a#/keep_days', { before: 0, after: 7 }, 'auditing switched on, records kept 7 days'],
    ['TaurusDBInstance/a#/reserve_audit_logs', { after: false }, 'log files that exist will be deleted for good'],
    [
      'TaurusDBInstance/a#/audit_types/GRANT',
      { before: 'GRANT', direction: 'weakens' },
      '`GRANT` will stop being recorded',
    ],
    [
      'DBAuditDatabase/a#/ensure',
      { before: 'present', after: 'absent' },
      'the database will be removed from monitoring',
    ],
    [
      'DBAuditDatabase/a#/password',
      { after: { secret: true } },
      'password of the collector: (secret) (not set before)',
    ],
    [
      'DBAuditDatabase/a#/audit_options/retention_days',
      { before: { hidden: true }, after: 365 },
      'records kept 365 days (the vendor does not show what holds now)',
    ],
    [
      'DBAuditDatabase/a#/audit_options/capture_results',
      { before: { hidden: true }, after: false, direction: 'unknown' },
      'recording of result data switched off (the vendor does not show what holds now)',
    ],
    [
      'RedisEnterpriseCluster/a#/bdbs/7/audit_settings/audit_mode',
      { before: 'connection', after: 'disabled', label: 'orders' },
      'database `orders` (uid 7): records connections → nothing (`connection` → `disabled`)',
    ],
    [
      'RedisEnterpriseCluster/a#/db_conns',
      { before: { audit_protocol: 'TCP', audit_address: 'siem' }, after: null },
      'the audit sink will be removed (it was `audit_protocol TCP, audit_address siem`)',
    ],
    [
      'RedisEnterpriseCluster/a#/db_conns/audit_queue_max_bytes',
      { before: 524_288, after: 1_048_576 },
      'records held while the audit sink is away: 512 KiB → 1 MiB (524288 → 1048576 bytes)',
    ],
  ] satisfies [string, Partial<Change>, string][])('%s %j: %s', (id, rest, words) => {
    expect(say(id, rest)).toBe(words);
  });

  test('what a member of a filter means follows its direction, since an exclusive filter turns it round', () => {
    const id = 'RedisEnterpriseCluster/a#/bdbs/1/audit_settings/username_filter/usernames/bob';
    const heard = (direction: Change['direction']) => say(id, { after: 'bob', direction });
    expect(heard('strengthens')).toBe('database uid 1: commands of `bob` will be recorded');
    expect(heard('weakens')).toBe('database uid 1: commands of `bob` will stop being recorded');
    expect(heard('neutral')).toBe('database uid 1: `bob` added to the filter on users');
  });

  test('drift tells the same difference as something that happened', () => {
    const member = { before: 20488, label: 'x/y', direction: 'strengthens' } as const;
    expect(say('CouchbaseCluster/a#/disabled/20488', member, 'drift')).toBe('`x/y` (20488) is no longer recorded');
    expect(say('TairInstance/a#/Retention', { before: 30, after: 365 }, 'drift')).toContain('kept 365 → 30 days');
    expect(say('TairInstance/a#/DbAudit', { before: false, after: true }, 'drift')).toBe('auditing switched off');
  });

  test('a setting without words is named as the manifest names it', () => {
    expect(say('TairInstance/a#/NoSuchThing', { before: 1, after: 2 })).toBe('NoSuchThing: 1 → 2');
    expect(say('NoSuchKind/a#/x', { before: 1, after: 'two' })).toBe('x: 1 → `two`');
  });
});

test.each([
  [59, 'seconds', '59 seconds'],
  [60, 'seconds', '1 minute'],
  [90_061, 'seconds', '1 day 1 hour 1 minute 1 second'],
  [7_776_000, 'seconds', '90 days'],
  [1_023, 'bytes', '1023 bytes'],
  [20_971_520, 'bytes', '20 MiB'],
  [1_000_000, 'bytes', 'about 976.6 KiB'],
  [1, 'days', '1 day'],
])('%d %s are said as %s', (amount, unit, words) => {
  expect(quantity(amount, unit)).toBe(words);
});

describe('the words in the schemas', () => {
  const found = Object.entries(kinds).flatMap(([kind, { schema }]) => {
    const document = schemas[schema] as JsonObject;
    return settings((document.properties as JsonObject).spec as JsonObject, `${kind} `, document);
  });

  test('every setting of every kind has words', () => {
    const without = found.filter(({ annotation }) => annotation.words === undefined && !annotation.identity);
    expect(without.map(({ name }) => name)).toEqual([]);
    expect(found.length).toBeGreaterThan(40);
  });

  test('every sentence is filled in, in both tenses', () => {
    for (const { name, annotation } of found) {
      const { values, ...sentences } = annotation.words ?? ({} as Words);
      const all = Object.values(sentences).flatMap((sentence) =>
        typeof sentence === 'string' ? [sentence] : Object.values(sentence),
      );
      for (const sentence of all as string[]) {
        const bare = sentence
          .replaceAll(/\{(change|before|after|member|item)\}/g, '')
          .replaceAll(/\[[^[\]|]+\|[^[\]|]+\]/g, '');
        expect(bare, name).not.toMatch(/[{}[\]|]/);
      }
    }
  });

  test('a switch has a sentence for on and one for off', () => {
    const half = found.filter(({ schema, annotation }) => {
      const to = annotation.words?.to ?? {};
      return [schema.type].flat().includes('boolean') && !('true' in to && 'false' in to);
    });
    expect(half.map(({ name }) => name)).toEqual([]);
  });
});

interface Found {
  readonly name: string;
  readonly schema: JsonObject;
  readonly annotation: Annotation;
}

/** Every member below a schema of an object, whatever refers to whatever. */
function settings(node: JsonObject, path: string, document: JsonObject): Found[] {
  const properties = isObject(node.properties) ? node.properties : {};
  return Object.entries(properties).flatMap(([name, raw]) => {
    const schema = resolved(raw as JsonObject, document);
    const here = `${path}/${name}`;
    const items = isObject(schema.items) ? settings(schema.items, `${here}/*`, document) : [];
    const annotation = (schema['x-audit'] ?? {}) as Annotation;
    return [{ name: here, schema, annotation }, ...settings(schema, here, document), ...items];
  });
}

function resolved(node: JsonObject, document: JsonObject): JsonObject {
  if (typeof node.$ref !== 'string') return node;
  const [id, path] = node.$ref.split('#') as [string, string];
  const home = id === '' ? document : (schemas[id] as JsonObject);
  const target = path
    .split('/')
    .slice(1)
    .reduce<unknown>((here, key) => (here as JsonObject)[key], home) as JsonObject;
  // A secret's own members are no settings.
  const { properties, ...rest } = target;
  return { ...rest, ...node };
}
