import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Observation } from '../../src/model/observation.ts';
import { taurusdbProvider } from '../../src/providers/taurusdb/index.ts';
import { ALL, changesOf, GROUPS, live, normalised, policy, target } from './taurusdb-fake.ts';

const off = await live(policy(0));
const ddl = await live(policy(30, ['CREATE', 'ALTER', 'DROP']));
const everything = await live(policy(30, ALL));
const obscure = await live(policy(30, ['CREATE', 'ALTER'], 'not JSON'));
const paths = (spec: JsonObject, seen: Observation) =>
  changesOf(spec, seen).map(({ path, direction, historyLoss }) => [path, direction, historyLoss]);
const codes = (spec: JsonObject, seen: Observation) =>
  normalised(spec, seen).findings.map(({ code, severity, path }) => [code, severity, path]);

describe('keep_days', () => {
  test('0 is off: nothing else is compared', () => {
    expect(changesOf({ keep_days: 0, audit_types: ['CREATE'] }, off)).toEqual([]);
    expect(paths({ keep_days: 0, audit_types: ['CREATE'] }, ddl)).toEqual([['/keep_days', 'weakens', false]]);
  });

  test('a lower number weakens and loses history, since files are cleaned hourly', () => {
    expect(paths({ keep_days: 7 }, ddl)).toEqual([['/keep_days', 'weakens', true]]);
    expect(paths({ keep_days: 365 }, ddl)).toEqual([['/keep_days', 'strengthens', false]]);
    expect(paths({ keep_days: 1 }, off)).toEqual([['/keep_days', 'strengthens', false]]);
  });

  test('left out, it is left alone', () => {
    expect(paths({ audit_types: ['CREATE', 'ALTER', 'DROP'] }, ddl)).toEqual([]);
  });
});

describe('audit_types', () => {
  test('an empty list is all types, and in sync with an empty and with a whole list', async () => {
    expect(changesOf({ keep_days: 30, audit_types: [] }, everything)).toEqual([]);
    expect(changesOf({ keep_days: 30, audit_types: [] }, await live(policy(30, [])))).toEqual([]);
  });

  test('a whole list in the manifest is no drift from an empty one', async () => {
    expect(changesOf({ keep_days: 30, audit_types: ALL }, await live(policy(30, [])))).toEqual([]);
    expect(changesOf({ keep_days: 30, audit_types: Object.keys(GROUPS) }, everything)).toEqual([]);
  });

  test('all types are never in sync with some', () => {
    expect(changesOf({ keep_days: 30, audit_types: [] }, ddl)).toHaveLength(ALL.length - 3);
    expect(new Set(changesOf({ audit_types: [] }, ddl).map(({ direction }) => direction))).toEqual(
      new Set(['strengthens']),
    );
  });

  test('one member more strengthens, one less weakens', () => {
    expect(paths({ audit_types: ['CREATE', 'DROP', 'XA'] }, ddl)).toEqual([
      ['/audit_types/ALTER', 'weakens', false],
      ['/audit_types/XA', 'strengthens', false],
    ]);
  });

  test('a group is its operations on this very instance', () => {
    expect(normalised({ audit_types: ['DDL'] }, ddl).document.audit_types).toEqual(['ALTER', 'CREATE', 'DROP']);
    expect(changesOf({ audit_types: ['DDL', 'CREATE'] }, ddl)).toEqual([]);
  });

  test('a name that is a group and an operation is the operation', async () => {
    const twofold = await live(policy(30, ['X'], '{"X":"A,B","OTHER":"X"}'));
    expect(normalised({ audit_types: ['X'] }, twofold).document.audit_types).toEqual(['X']);
  });

  test('a name unknown to this instance blocks, with what is near it', () => {
    expect(codes({ audit_types: ['CREATE', 'DROPP'] }, ddl)).toEqual([['AF402', 'error', '/spec/audit_types/1']]);
    expect(normalised({ audit_types: ['DROPP'] }, ddl).findings[0]?.fix).toContain('DROP');
    expect(normalised({ audit_types: ['ddl'] }, ddl).findings[0]?.fix).toContain('DDL');
    expect(normalised({ audit_types: ['something else'] }, ddl).findings[0]?.fix).toContain('DCL, DDL, DML, OTHER');
    expect(codes({ keep_days: 0, audit_types: ['DROPP'] }, ddl)).toEqual([]);
  });

  test('the catalogue alone is never drift, though a wanted type that left it is found', async () => {
    const smaller = await live(policy(30, ['CREATE', 'ALTER', 'DROP'], '{"DDL":"CREATE,ALTER,DROP","DML":"SELECT"}'));
    expect(changesOf({ keep_days: 30, audit_types: ['CREATE', 'ALTER', 'DROP'] }, smaller)).toEqual([]);
    expect(codes({ audit_types: ['XA'] }, smaller)).toEqual([['AF402', 'error', '/spec/audit_types/0']]);
  });

  test('while audit is off they need keep_days: nothing of them holds, so it is never called in sync', () => {
    expect(codes({ audit_types: ['CREATE'] }, off)).toEqual([['AF403', 'error', '/spec/audit_types']]);
    expect(codes({ audit_types: [] }, off)).toEqual([['AF403', 'error', '/spec/audit_types']]);
    expect(codes({ keep_days: 7, audit_types: ['CREATE'] }, off)).toEqual([]);
  });

  test('without a catalogue only names in use are known, others are not sent unchecked', () => {
    expect(codes({ audit_types: ['CREATE', 'ALTER'] }, obscure)).toEqual([['AF405', 'warning', '/spec/audit_types']]);
    expect(codes({ audit_types: ['CREATE', 'DDL'] }, obscure)).toEqual([
      ['AF405', 'warning', '/spec/audit_types'],
      ['AF402', 'error', '/spec/audit_types/1'],
    ]);
    expect(codes({ keep_days: 30 }, obscure)).toEqual([]);
  });

  test('without a catalogue a list of names is never in sync with all types', async () => {
    expect(changesOf({ audit_types: [] }, obscure)).not.toEqual([]);
    expect(changesOf({ audit_types: ['CREATE'] }, await live(policy(30, [], '?')))).not.toEqual([]);
    expect(changesOf({ audit_types: [] }, await live(policy(30, [], '?')))).toEqual([]);
  });
});

describe('reserve_audit_logs', () => {
  test('false while switching off deletes files: a change of its own that loses history', () => {
    expect(paths({ keep_days: 0, reserve_audit_logs: false }, ddl)).toEqual([
      ['/keep_days', 'weakens', false],
      ['/reserve_audit_logs', 'weakens', true],
    ]);
    expect(paths({ keep_days: 0, reserve_audit_logs: true }, ddl)).toEqual([['/keep_days', 'weakens', false]]);
  });

  test('is no state: while audit stays on, or is off already, it changes nothing', () => {
    expect(changesOf({ keep_days: 30, reserve_audit_logs: false }, ddl)).toEqual([]);
    expect(changesOf({ keep_days: 0, reserve_audit_logs: false }, off)).toEqual([]);
    expect(codes({ keep_days: 0, reserve_audit_logs: false }, off)).toEqual([
      ['AF406', 'note', '/spec/reserve_audit_logs'],
    ]);
    expect(changesOf({ reserve_audit_logs: false }, ddl)).toEqual([]);
  });
});

test('normalising twice changes nothing', () => {
  for (const seen of [off, ddl, everything, obscure]) {
    for (const spec of [{ keep_days: 7, audit_types: ['DDL'] }, { keep_days: 7, audit_types: [] }, { keep_days: 0 }]) {
      const once = normalised(spec, seen).document;
      expect(normalised(once, seen).document).toEqual(once);
    }
  }
});

describe('offline', () => {
  const check = (spec: JsonObject) =>
    taurusdbProvider.check(spec, target().target).map(({ code, severity, path }) => [code, severity, path]);

  test('types beside keep_days 0 contradict it: a warning', () => {
    expect(check({ keep_days: 0, audit_types: ['CREATE'] })).toEqual([['AF212', 'warning', '/spec/audit_types']]);
    expect(check({ keep_days: 0, audit_types: [] })).toEqual([]);
  });

  test('reserve_audit_logs false without switching off is meaningless: a warning', () => {
    expect(check({ keep_days: 7, reserve_audit_logs: false })).toEqual([
      ['AF212', 'warning', '/spec/reserve_audit_logs'],
    ]);
    expect(check({ keep_days: 0, reserve_audit_logs: false })).toEqual([]);
  });

  test('ids that differ in case only are one instance', () => {
    const identity = (instance_id: string) => taurusdbProvider.identity({ instance_id }, target().connection);
    expect(identity('ABC')).toBe(identity('abc'));
  });
});

describe('posture', () => {
  const posture = (spec: JsonObject, seen: Observation | null = null) => taurusdbProvider.posture(spec, seen);
  const families = ['dcl', 'ddl', 'dml-write', 'dml-read', 'admin'];

  test('off records nothing', () => {
    expect(posture({ keep_days: 0 })).toEqual({ enabled: 'off', recorded: [], excluded: families });
  });

  test('an empty list records everything, also where the catalogue is obscure', () => {
    expect(posture({ keep_days: 30, audit_types: [] })).toMatchObject({
      recorded: families,
      excluded: [],
      retentionDays: 30,
    });
    expect(posture({ keep_days: 30, audit_types: ['(every type)'] }, obscure)).toMatchObject({
      recorded: families,
      excluded: [],
    });
  });

  test('a family is recorded when all of it is, excluded when none is, and neither in between', () => {
    expect(posture({ keep_days: 30, audit_types: ['CREATE', 'ALTER', 'DROP', 'INSERT'] }, ddl)).toMatchObject({
      recorded: ['ddl'],
      excluded: ['dcl', 'dml-read', 'admin'],
    });
  });

  test("a manifest alone is judged by the vendor's example, groups included", () => {
    expect(posture({ keep_days: 30, audit_types: ['DML'] })).toMatchObject({
      recorded: ['dml-write', 'dml-read'],
      excluded: ['dcl', 'ddl', 'admin'],
    });
    expect(posture({ keep_days: 30, audit_types: ['CREATE'] })).toMatchObject({ recorded: [] });
  });

  test('what cannot be told is left out', () => {
    expect(posture({})).toEqual({});
    expect(posture({ keep_days: 30 })).not.toHaveProperty('recorded');
    expect(posture({ keep_days: 30, audit_types: ['CREATE'] }, obscure)).not.toHaveProperty('recorded');
  });
});
