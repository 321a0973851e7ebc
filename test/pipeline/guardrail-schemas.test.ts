import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Json } from '../../src/model/json.ts';
import { POSTURE_MEMBERS } from '../../src/model/posture.ts';
import type { Problem } from '../../src/model/problem.ts';
import { schemaFaults } from '../../src/pipeline/schema-faults.ts';
import { keywords } from '../../src/pipeline/schema-keywords.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace({ vendors: [] });
});
afterAll(() => workspace.close());

/** Judges one Tair manifest by a rule; the exit code, and place, message and fix of what is said about the rule. */
async function validate(spec: object, more: object = {}) {
  workspace.write(
    'a.yaml',
    {
      apiVersion: 'auditform/v1',
      kind: 'TairInstance',
      metadata: { name: 'a' },
      connection: { region: 'cn-hangzhou' },
      target: { InstanceId: 'r-a' },
      spec: { DbAudit: true },
      ...more,
    },
    { apiVersion: 'auditform/v1', kind: 'Guardrail', metadata: { name: 'rule' }, spec: { message: 'No.', ...spec } },
  );
  const ran = await workspace.run('validate', workspace.folder, '--format', 'json');
  expect(ran.stderr).toBe('');
  const { problems } = jsonOf<{ problems: readonly Problem[] }>(ran);
  const about = problems.map(({ code, at, message, fix }) => [code, at?.path, message, fix ?? '']);
  return { code: ran.code, about };
}

const faults = (schema: object) => schemaFaults(schema as Json, ['spec']).map(({ path, what }) => `${path} ${what}`);
/** In a name, so that nobody takes a schema for a promise. */
const THEN = 'then';
const ENDLESS = 'leads back to itself and would never end';

describe('a rule that would pass what it was to refuse is broken', () => {
  test.each<[string, object, string, string, string]>([
    ['a misspelt keyword', { requird: ['spec'] }, '/requird', 'unknown keyword "requird"', '`required`'],
    ['a setting where a keyword stands', { spec: { const: 1 } }, '/spec', 'unknown keyword "spec"', '`properties`'],
    ['$async', { $async: true, required: ['x'] }, '/$async', 'unknown keyword "$async"', ''],
    ['a format', { allOf: [{ format: 'email' }] }, '/allOf/0/format', 'format "email"', '`pattern`'],
    ['if alone', { if: { required: ['spec'] } }, '/if', 'if without then or else', ''],
    ['then without if', { [THEN]: { required: ['x'] } }, '/then', 'then without if', ''],
    ['minContains alone', { not: { minContains: 2 } }, '/not/minContains', 'contains', ''],
    ['items of older drafts', { additionalItems: false }, '/additionalItems', 'unknown keyword', ''],
    ['a misspelt keyword in $defs', { $defs: { a: { minimun: 1 } } }, '/$defs/a/minimun', '"minimun"', '`minimum`'],
  ])('%s', async (_, schema, path, what, fix) => {
    for (const member of ['schema', 'posture']) {
      const { code, about } = await validate({ [member]: schema });
      expect(code).toBe(1);
      expect(about).toEqual([
        ['AF215', `/spec/${member}${path}`, expect.stringContaining(what), expect.stringContaining(fix)],
      ]);
    }
  });

  test('every keyword of the standard is taken at its word, and so are notes', async () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $comment: 'why',
      title: 'a',
      description: 'b',
      examples: [{ requird: 1 }],
      default: { anything: true },
      deprecated: false,
      readOnly: true,
      'x-owner': { team: 'dba' },
      $defs: { on: { const: true } },
      properties: { spec: { properties: { DbAudit: { $ref: '#/$defs/on' } }, unevaluatedProperties: true } },
      if: { required: ['nothing'] },
      [THEN]: { dependentRequired: { a: ['b'] } },
    };
    expect(await validate({ schema })).toEqual({ code: 0, about: [] });
    expect(await validate({ schema: true })).toEqual({ code: 0, about: [] });
    expect(keywords.has('format')).toBe(false);
  });
});

test('a member that is never there is never judged, so a rule about it is broken', async () => {
  const posture = { allOf: [{ properties: { retentiondays: { minimum: 365 } } }] };
  expect((await validate({ posture })).about).toEqual([
    ['AF215', '/spec/posture/allOf/0/properties/retentiondays', expect.any(String), 'Did you mean `retentionDays`?'],
  ]);
  const schema = { properties: { labels: { required: ['pci'] } } };
  expect((await validate({ schema })).about).toEqual([
    [
      'AF215',
      '/spec/schema/properties/labels',
      expect.stringContaining('never there'),
      expect.stringContaining('metadata'),
    ],
  ]);
  const below = {
    properties: { spec: { properties: { anything: true } }, metadata: { properties: { labels: true } } },
  };
  expect(await validate({ schema: below })).toEqual({ code: 0, about: [] });
});

describe('a rule that would never end is broken', () => {
  test.each<[string, object]>([
    ['$ref to itself', { $ref: '#' }],
    ['$dynamicRef to itself', { $dynamicRef: '#' }],
    ['a dynamic anchor', { $dynamicAnchor: 'me', anyOf: [{ $dynamicRef: '#me' }] }],
    ['an anchor', { $anchor: 'me', not: { $ref: '#me' } }],
    [
      'two that lead to each other',
      { $defs: { a: { $ref: '#/$defs/b' }, b: { allOf: [{ $ref: '#/$defs/a' }] } }, $ref: '#/$defs/a' },
    ],
    ['its own $id', { $id: 'urn:me', allOf: [{ $ref: 'urn:me' }] }],
    ['an $id within', { allOf: [{ $id: 'https://x.example/a', if: true, [THEN]: { $ref: 'a' } }] }],
    ['a place that no keyword leads to', { 'x-a': { $ref: '#/x-a' }, $ref: '#/x-a' }],
  ])('%s', async (_, schema) => {
    const { code, about } = await validate({ schema });
    expect([code, about.map(([id, , message]) => [id, String(message).endsWith(`${ENDLESS}.`)])]).toEqual([
      1,
      [['AF215', true]],
    ]);
  });

  test('a few lines that double themselves are more steps than anybody waits for', async () => {
    const doubled = Array.from({ length: 30 }, (_, n) => [
      `a${n}`,
      { allOf: [{ $ref: `#/$defs/a${n + 1}` }, { $ref: `#/$defs/a${n + 1}` }] },
    ]);
    const schema = { $defs: { ...Object.fromEntries(doubled), a30: { required: ['x'] } }, $ref: '#/$defs/a0' };
    expect((await validate({ schema })).about).toEqual([
      ['AF215', expect.any(String), expect.stringContaining('more than 10000 steps'), expect.any(String)],
    ]);
  });

  test('one that goes deeper with each step ends, as documents do', async () => {
    const schema = {
      $defs: {
        tree: { not: { const: 'x' }, additionalProperties: { $ref: '#/$defs/tree' }, items: { $ref: '#/$defs/tree' } },
      },
      $ref: '#/$defs/tree',
    };
    expect(faults(schema)).toEqual([]);
    expect(await validate({ schema })).toEqual({ code: 0, about: [] });
  });
});

test("what only the compiler knows stays the compiler's", async () => {
  for (const schema of [
    { $ref: '#/nowhere' },
    { $ref: 'https://elsewhere.example/' },
    { required: 'spec' },
    { items: [{}] },
  ])
    expect((await validate({ schema })).about).toEqual([
      [
        'AF215',
        '/spec/schema',
        expect.stringContaining('is not a JSON Schema'),
        expect.stringContaining('docs/packs.md'),
      ],
    ]);
});

test('the rules of the packs and of the examples have no such faults', () => {
  const read = (file: string) =>
    parseAllDocuments(readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8')).map(
      (document) => document.toJS() as Json,
    );
  const found: [string, Json][] = [];
  const collect = (value: Json): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [name, child] of Object.entries(value)) {
      if (['posture', 'manifest', 'schema'].includes(name) && typeof child === 'object')
        found.push([name, child as Json]);
      else collect(child as Json);
    }
  };
  for (const file of ['packs/checks.yaml', 'examples/rules.yaml']) read(file).forEach(collect);
  expect(found.length).toBeGreaterThan(10);
  const members = (name: string) => (name === 'posture' ? POSTURE_MEMBERS : ['spec', 'kind', 'metadata', 'target']);
  expect(found.flatMap(([name, schema]) => schemaFaults(schema, members(name)))).toEqual([]);
});

test('members named like those of every JavaScript object are members like others', async () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const { code, about } = await validate({ schema: { properties: { spec: { required: [name], properties: {} } } } });
    expect([code, about.map(([id, path]) => [id, path])]).toEqual([3, [['AF214', expect.stringContaining('spec')]]]);
  }
});

test('a rule may forbid waivers, which are part of the manifest that it judges', async () => {
  const waivers = [{ path: '/spec/DbAudit', reason: 'r', owner: 'o', until: '2099-01-01' }];
  const rule = { schema: { properties: { waivers: { maxItems: 0 } } } };
  expect((await validate(rule)).code).toBe(0);
  expect((await validate(rule, { waivers })).code).toBe(3);
});
