import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { directionOf, losesHistory } from '../../src/pipeline/direction.ts';
import { nodeAt, schemaNode } from '../../src/schema/annotations.ts';

const node = (schema: string, path: string) =>
  nodeAt(schemaNode(`urn:auditform:v1:${schema}`), ['spec', ...path.split('.')])!;

const cases: readonly [schema: string, path: string, before: Json, after: Json, direction: string, reason: string][] = [
  ['tair', 'DbAudit', false, true, 'strengthens', 'recording begins'],
  ['tair', 'DbAudit', true, false, 'weakens', 'recording ends'],
  ['tair', 'Retention', 30, 365, 'strengthens', 'kept longer'],
  ['tair', 'Retention', 365, 30, 'weakens', 'kept shorter'],
  ['taurusdb', 'keep_days', 30, 0, 'weakens', '0 is off, not little'],
  ['taurusdb', 'keep_days', 0, 1, 'strengthens', 'off to on'],
  ['couchbase', 'pruneAge', 0, 3600, 'weakens', '0 keeps for ever'],
  ['couchbase', 'pruneAge', 3600, 0, 'strengthens', '0 keeps for ever'],
  ['couchbase', 'rotateSize', 1048576, 2097152, 'neutral', 'rotation loses nothing'],
  ['couchbase', 'logPath', '/a', '/b', 'unknown', 'nobody can tell which place is better'],
  ['couchbase', 'disabled', [8243], [8243, 8255], 'weakens', 'one more event is not recorded'],
  ['couchbase', 'disabled', [8243, 8255], [8243], 'strengthens', 'one event more is recorded'],
  ['taurusdb', 'audit_types', ['CREATE'], ['CREATE', 'DROP'], 'strengthens', 'one type more is recorded'],
  ['dbaudit', 'ssl_mode', 'verify-full', 'require', 'weakens', 'order of the list in the schema'],
  ['dbaudit', 'tags', ['a'], ['b'], 'neutral', 'labels'],
  [
    'redis-enterprise',
    'db_conns',
    null,
    { audit_protocol: 'TCP', audit_address: 'a' },
    'strengthens',
    'records get a place to go',
  ],
  [
    'redis-enterprise',
    'db_conns',
    { audit_protocol: 'TCP', audit_address: 'a' },
    null,
    'weakens',
    'records lose their place',
  ],
  ['redis-enterprise', 'db_conns.audit_protocol', 'TCP', 'local', 'weakens', 'local is for tests'],
  ['redis-enterprise', 'db_conns.audit_reconnect_max_attempts', 0, 5, 'weakens', '0 never gives up'],
  [
    'redis-enterprise',
    'bdbs.0.audit_settings.audit_mode',
    'connection_and_crud',
    'connection',
    'weakens',
    'commands are no longer recorded',
  ],
  [
    'redis-enterprise',
    'bdbs.0.audit_settings.username_filter.enabled',
    false,
    true,
    'weakens',
    'a filter only takes away',
  ],
  [
    'redis-enterprise',
    'bdbs.0.audit_settings.username_filter.filter_type',
    'inclusive',
    'exclusive',
    'weakens',
    'either way someone is no longer recorded',
  ],
];

describe('the direction of a change follows from the schema', () => {
  test.each(cases)('%s %s: %j → %j %s (%s)', (schema, path, before, after, direction) => {
    expect(directionOf(node(schema, path), before, after)).toBe(direction);
  });

  const numeric = cases.filter(
    ([, , before, after, direction]) =>
      typeof before !== 'object' &&
      typeof after !== 'object' &&
      (direction === 'weakens' || direction === 'strengthens'),
  );
  test.each(numeric.filter(([, path]) => !path.endsWith('filter_type')))(
    '%s %s: the way back is the opposite',
    (schema, path, before, after, direction) => {
      expect(directionOf(node(schema, path), after, before)).toBe(direction === 'weakens' ? 'strengthens' : 'weakens');
    },
  );
});

describe('history is lost', () => {
  test.each([
    ['tair', 'Retention', 365, 30, true],
    ['tair', 'Retention', 30, 365, false],
    ['taurusdb', 'keep_days', 365, 30, true],
    ['taurusdb', 'keep_days', 365, 0, false],
    ['taurusdb', 'reserve_audit_logs', true, false, true],
    ['couchbase', 'pruneAge', 0, 3600, true],
    ['couchbase', 'pruneAge', 3600, 0, false],
    ['dbaudit', 'audit_options.retention_days', 90, 30, true],
    ['redis-enterprise', 'policy.db_conns_auditing', true, false, false],
  ] as const)('%s %s: %j → %j is %s', (schema, path, before, after, lost) => {
    expect(losesHistory(node(schema, path), before, after)).toBe(lost);
  });
});

test('an object that comes into being has the direction of its worst member', () => {
  const options = node('dbaudit', 'audit_options');
  const wanted: JsonObject = { capture_queries: true, capture_results: false };
  expect(directionOf(options, undefined, wanted)).toBe('strengthens');
  expect(
    directionOf(
      options,
      { capture_queries: true, mask_sensitive_data: true },
      { capture_queries: true, mask_sensitive_data: false },
    ),
  ).toBe('weakens');
});
