import { describe, expect, it } from 'vitest';
import type { TaurusdbQuirks } from '../../src/sandbox/vendors/taurusdb/index.ts';
import {
  type Caller,
  instanceOf,
  LEDGER,
  LEGACY,
  ORDERS,
  policyPath,
  refusal,
  SETTLE_MS,
  taurusdbCaller,
} from './taurusdb-caller.ts';

const EXAMPLE_ACTIONS =
  '{"DCL":"CREATE_USER,DROP_USER,RENAME_USER,GRANT,REVOKE,ALTER_USER,ALTER_USER_DEFAULT_ROLE",' +
  '"DDL":"CREATE,ALTER,DROP,RENAME,TRUNCATE,REPAIR,OPTIMIZE","DML":"INSERT,DELETE,UPDATE,REPLACE,SELECT",' +
  '"OTHER":"BEGIN/COMMIT/ROLLBACK,PREPARED_STATEMENT,CALL_PROCEDURE,KILL,SET_OPTION,CHANGE_DB,UNINSTALL_PLUGIN,' +
  'UNINSTALL_PLUGIN,INSTALL_PLUGIN,SHUTDOWN,SLAVE_START,SLAVE_STOP,LOCK_TABLES,UNLOCK_TABLES,FLUSH,XA"}';
const EVERY_TYPE = Object.values(JSON.parse(EXAMPLE_ACTIONS) as Record<string, string>).flatMap((names) =>
  names.split(','),
);

/** The policy after a write that must be accepted has settled. */
async function settled(caller: Caller, id: string, body: object) {
  expect((await caller.set(id, body)).body).toMatchObject({ result: 'COMPLETED' });
  caller.advance(SETTLE_MS);
  return (await caller.policy(id)).body;
}

describe('GET audit-log-policy', () => {
  it("answers as the page's example does", async () => {
    const { status, body } = await taurusdbCaller().policy();
    expect({ status, body }).toEqual({
      status: 200,
      body: { keep_days: 7, audit_types: ['CREATE', 'ALTER'], all_audit_log_action: EXAMPLE_ACTIONS },
    });
  });

  it('shows 0 days, blank types and the catalogue while audit is off', async () => {
    expect((await taurusdbCaller().policy(ORDERS)).body).toEqual({
      keep_days: 0,
      audit_types: [],
      all_audit_log_action: EXAMPLE_ACTIONS,
    });
    const full = await taurusdbCaller({ allTypes: 'full' }).policy(ORDERS);
    expect(full.body.audit_types).toEqual([]);
  });

  it('refuses a kernel before 2.0.60.241200, or shows audit as off', async () => {
    expect(refusal(await taurusdbCaller().policy(LEGACY))).toBe('400 DBS.05000001');
    const caller = taurusdbCaller({ unsupportedPolicy: 'keepDaysZero' });
    caller.edit((state) => Object.assign(instanceOf(state, LEGACY), { keepDays: 7, auditTypes: ['DROP'] }));
    expect((await caller.policy(LEGACY)).body).toMatchObject({ keep_days: 0, audit_types: [] });
  });

  it.each([
    ['2.0.60.241200', '200 accepted'],
    ['2.0.60.241199', '400 DBS.05000001'],
    ['2.0.100.1', '200 accepted'],
    ['2.0.9.999999', '400 DBS.05000001'],
    ['10.0', '200 accepted'],
    ['1.9.99.999999', '400 DBS.05000001'],
  ])('compares the parts of kernel %s as numbers', async (kernelVersion, expected) => {
    const caller = taurusdbCaller();
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { kernelVersion }));
    expect(refusal(await caller.policy())).toBe(expected);
  });

  it('may or may not serve multi-primary instances', async () => {
    for (const [multiPrimary, expected] of [
      ['refused', '400 DBS.05000001'],
      ['supported', '200 accepted'],
    ] as const) {
      const caller = taurusdbCaller({ multiPrimary });
      caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { multiPrimary: true }));
      expect(refusal(await caller.policy())).toBe(expected);
    }
  });

  it('takes no query parameters', async () => {
    expect(refusal(await taurusdbCaller().get(`${policyPath()}?fields=keep_days`))).toBe('400 DBS.280001');
  });

  it('may hold a catalogue that is not JSON, or a group that no page names', async () => {
    const actions = async (catalogueText: TaurusdbQuirks['catalogueText']) =>
      (await taurusdbCaller({ catalogueText }).policy()).body.all_audit_log_action as string;
    const text = await actions('notjson');
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(Object.keys(JSON.parse(await actions('newgroup')))).toEqual(['DCL', 'DDL', 'DML', 'OTHER', 'VECTOR']);
  });
});

describe('PUT audit-log-policy', () => {
  it('answers COMPLETED with a job at once, and shows the policy after a while', async () => {
    const caller = taurusdbCaller();
    const { status, body } = await caller.set(LEDGER, { keep_days: 365, audit_types: ['DROP'] });
    expect({ status, body }).toEqual({ status: 200, body: { result: 'COMPLETED', job_id: expect.any(String) } });
    expect((await caller.policy()).body.keep_days).toBe(7);
    caller.advance(SETTLE_MS);
    expect((await caller.policy()).body).toMatchObject({ keep_days: 365, audit_types: ['DROP'] });
  });

  it('may answer the result alone', async () => {
    const { body } = await taurusdbCaller({ jobId: 'absent' }).set(LEDGER, { keep_days: 365 });
    expect(body).toEqual({ result: 'COMPLETED' });
  });

  it('replaces the whole policy: types that were left out are all types', async () => {
    expect(await settled(taurusdbCaller(), LEDGER, { keep_days: 365 })).toMatchObject({
      keep_days: 365,
      audit_types: [],
    });
  });

  it('may leave types that were left out unchanged', async () => {
    const policy = await settled(taurusdbCaller({ omittedTypes: 'unchanged' }), LEDGER, { keep_days: 365 });
    expect(policy.audit_types).toEqual(['CREATE', 'ALTER']);
  });

  it('takes an empty list for every type, shown empty, as sent or in full', async () => {
    for (const [allTypes, expected] of [
      ['empty', []],
      ['asSent', []],
      ['full', EVERY_TYPE],
    ] as const) {
      const policy = await settled(taurusdbCaller({ allTypes }), LEDGER, { keep_days: 7, audit_types: [] });
      expect(policy.audit_types).toEqual(expected);
    }
  });

  it('takes the whole catalogue for every type too, shown empty or in full', async () => {
    for (const [allTypes, expected] of [
      ['empty', []],
      ['asSent', EVERY_TYPE],
      ['full', EVERY_TYPE],
    ] as const) {
      const policy = await settled(taurusdbCaller({ allTypes }), LEDGER, { keep_days: 7, audit_types: EVERY_TYPE });
      expect(policy.audit_types).toEqual(expected);
    }
  });

  it('may give types back in another order, or repeated', async () => {
    const shown = async (readBack: TaurusdbQuirks['readBack']) => {
      const body = { keep_days: 7, audit_types: ['DROP', 'CREATE'] };
      return (await settled(taurusdbCaller({ readBack }), LEDGER, body)).audit_types;
    };
    expect(await shown('asSent')).toEqual(['DROP', 'CREATE']);
    expect(await shown('catalogueOrder')).toEqual(['CREATE', 'DROP']);
    expect(await shown('reversedRepeated')).toEqual(['CREATE', 'DROP', 'DROP']);
  });

  it('of 0 days switches off, and types sent with it have no effect', async () => {
    const off = await settled(taurusdbCaller(), LEDGER, { keep_days: 0, audit_types: ['DROP'] });
    expect(off).toMatchObject({ keep_days: 0, audit_types: [] });
    expect(off.all_audit_log_action).toBe(EXAMPLE_ACTIONS);
  });

  it.each([0, 1, 732])('takes %d days', async (keep_days) => {
    expect((await settled(taurusdbCaller(), LEDGER, { keep_days })).keep_days).toBe(keep_days);
  });

  it.each([
    ['no keep_days', { audit_types: [] }],
    ['days as text', { keep_days: '7' }],
    ['days as null', { keep_days: null }],
    ['a fraction of days', { keep_days: 7.5 }],
    ['less than 0 days', { keep_days: -1 }],
    ['more than 732 days', { keep_days: 733 }],
    ['reserve_audit_logs as text', { keep_days: 0, reserve_audit_logs: 'true' }],
    ['reserve_audit_logs as null', { keep_days: 0, reserve_audit_logs: null }],
    ['types as text', { keep_days: 7, audit_types: 'CREATE,ALTER' }],
    ['types as null', { keep_days: 7, audit_types: null }],
    ['a type that is a number', { keep_days: 7, audit_types: [1] }],
    ['a type that the instance does not know', { keep_days: 7, audit_types: ['CREATE', 'EXPLAIN'] }],
    ['a type in lower case', { keep_days: 7, audit_types: ['create'] }],
    ['a group in place of its types', { keep_days: 7, audit_types: ['DDL'] }],
    ['part of a type', { keep_days: 7, audit_types: ['BEGIN'] }],
    ["RDS's spelling of reserve_audit_logs", { keep_days: 0, reserve_auditlogs: true }],
    ['the catalogue of the answer', { keep_days: 7, audit_types: [], all_audit_log_action: EXAMPLE_ACTIONS }],
    ['a member called __proto__', '{"keep_days":7,"__proto__":{}}'],
    ['an array', '[]'],
    ['JSON null', 'null'],
    ['text that is not JSON', '{"keep_days":7'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('refuses %s and writes nothing', async (_, body) => {
    const caller = taurusdbCaller();
    const before = instanceOf(caller.state(), LEDGER);
    expect(refusal(await caller.set(LEDGER, body))).toBe('400 DBS.280001');
    expect(instanceOf(caller.state(), LEDGER)).toEqual(before);
    expect(caller.state()).toMatchObject({ log: [], jobs: [] });
  });

  it('calls a request without a body empty', async () => {
    expect(refusal(await taurusdbCaller().set(LEDGER, ''))).toBe('400 DBS.200006');
  });

  it.each([undefined, 'text/plain', 'application/json-patch+json'])(
    'needs Content-Type application/json and not %s',
    async (type) => {
      const answer = await taurusdbCaller().set(LEDGER, { keep_days: 7 }, { headers: { 'content-type': type } });
      expect(refusal(answer)).toBe('400 DBS.280001');
    },
  );

  it('takes no query parameters', async () => {
    const answer = await taurusdbCaller().call('PUT', `${policyPath()}?force=true`, { body: { keep_days: 7 } });
    expect(refusal(answer)).toBe('400 DBS.280001');
  });

  it('knows the types of this instance and of no other', async () => {
    const caller = taurusdbCaller();
    caller.edit((state) => Object.assign(instanceOf(state, ORDERS), { catalogue: { NEW: ['EXPLAIN'] } }));
    expect(refusal(await caller.set(ORDERS, { keep_days: 7, audit_types: ['EXPLAIN'] }))).toBe('200 accepted');
    expect(refusal(await caller.set(LEDGER, { keep_days: 7, audit_types: ['EXPLAIN'] }))).toBe('400 DBS.280001');
  });

  it('can fail with a 200: FAILED, and nothing changes', async () => {
    const caller = taurusdbCaller();
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { failNext: true }));
    expect(await caller.set(LEDGER, { keep_days: 365 })).toMatchObject({ status: 200, body: { result: 'FAILED' } });
    caller.advance(SETTLE_MS);
    expect((await caller.policy()).body.keep_days).toBe(7);
    expect(caller.state().log).toEqual([]);
    expect((await settled(caller, LEDGER, { keep_days: 365 })).keep_days).toBe(365);
  });

  it('is logged with what happens to the log files', async () => {
    const caller = taurusdbCaller();
    for (const body of [
      { keep_days: 30, audit_types: ['DROP', 'ALTER'] },
      { keep_days: 30, audit_types: [], reserve_audit_logs: false },
      { keep_days: 0 },
      { keep_days: 0, reserve_audit_logs: false },
    ])
      await settled(caller, LEDGER, body);
    expect(caller.state().log.map(({ summary }) => summary)).toEqual([
      'ledger: 30 days, DROP,ALTER',
      'ledger: 30 days, all types',
      'ledger: off, log files kept',
      'ledger: off, log files deleted',
    ]);
  });
});

describe('an instance that is not ready', () => {
  const withStatus = (status: string, quirks: Partial<TaurusdbQuirks> = {}) => {
    const caller = taurusdbCaller(quirks);
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { status }));
    return caller;
  };

  it.each([
    ['FROZEN', '400 DBS.280449'],
    ['STORAGE FULL', '409 DBS.200316'],
    ['MODIFYING', '400 DBS.201014'],
    ['BUILD', '400 DBS.201014'],
    ['A WORD OF TOMORROW', '400 DBS.201014'],
  ])('with status %s answers %s to a write and still shows its policy', async (status, expected) => {
    const caller = withStatus(status);
    expect(refusal(await caller.set(LEDGER, { keep_days: 365 }))).toBe(expected);
    expect((await caller.policy()).body.keep_days).toBe(7);
  });

  it('may use DBS.200086, or DBS.201014 with 409', async () => {
    const put = async (quirks: Partial<TaurusdbQuirks>) =>
      refusal(await withStatus('REBOOTING', quirks).set(LEDGER, { keep_days: 365 }));
    expect(await put({ notReadyCode: 'DBS.200086' })).toBe('400 DBS.200086');
    expect(await put({ status201014: 409 })).toBe('409 DBS.201014');
  });

  it('takes one write at a time', async () => {
    const caller = taurusdbCaller();
    await caller.set(LEDGER, { keep_days: 365 });
    expect(refusal(await caller.set(LEDGER, { keep_days: 30 }))).toBe('409 DBS.200019');
    expect(refusal(await caller.set(ORDERS, { keep_days: 30 }))).toBe('200 accepted');
    caller.advance(SETTLE_MS);
    expect(refusal(await caller.set(LEDGER, { keep_days: 30 }))).toBe('200 accepted');
  });

  it.each(['DBS.200011', 'DBS.200047', 'DBS.201015', 'DBS.201202', 'DBS.212033', 'DBS.05000084'] as const)(
    'answers 409 %s, or another code, while an operation runs, and is ready when that ends',
    async (busyCode) => {
      const caller = taurusdbCaller({ busyCode });
      const operation = { status: 'BACKING UP', endsAt: caller.now() + 1_000 };
      caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { operation }));
      expect(refusal(await caller.set(LEDGER, { keep_days: 365 }))).toBe(`409 ${busyCode}`);
      caller.advance(1_000);
      expect(refusal(await caller.set(LEDGER, { keep_days: 365 }))).toBe('200 accepted');
    },
  );

  it('for want of a newer kernel refuses the write as it refuses the read', async () => {
    expect(refusal(await taurusdbCaller().set(LEGACY, { keep_days: 7 }))).toBe('400 DBS.05000001');
  });
});
