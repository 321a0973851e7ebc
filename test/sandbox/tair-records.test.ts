import { describe, expect, it } from 'vitest';
import type { TairState } from '../../src/sandbox/vendors/tair/index.ts';
import {
  instanceOf,
  MEMCACHE,
  ORDERS,
  refusal,
  SESSION,
  SETTLE_MS,
  START,
  type Sandbox,
  tairSandbox,
} from './tair-signed-request.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const utc = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
/** A whole minute, some time before the sandbox's clock. */
const TEN_AGO = Date.parse('2026-01-02T02:54:00Z');

interface Query {
  readonly [name: string]: string;
}

function between(InstanceId: string, from: number, to: number, more: Query = {}): Query {
  return { InstanceId, StartTime: utc(from), EndTime: utc(to), ...more };
}

async function records(sandbox: Sandbox, query: Query) {
  const answer = await sandbox.call('DescribeAuditRecords', query);
  const items = answer.body.Items as { SQL: Record<string, string>[] } | undefined;
  return { answer, total: answer.body.TotalRecordCount, sql: items?.SQL ?? [] };
}

function sessionOn(state: TairState): void {
  const session = instanceOf(state, SESSION);
  session.auditEnabled = true;
  session.auditPeriods = [{ from: START - 10 * DAY, to: null }];
}

describe('DescribeAuditRecords: parameters', () => {
  it.each([
    ['StartTime', '2026-01-02T02:54Z', 'InvalidStartTime.Malformed'],
    ['StartTime', '2026-01-02T02:54:00.000Z', 'InvalidStartTime.Malformed'],
    ['EndTime', 'tomorrow', 'InvalidEndTime.Malformed'],
    ['PageSize', '10', 'InvalidPageSize.Malformed'],
    ['PageSize', '101', 'InvalidPageSize.Malformed'],
    ['PageNumber', '0', 'InvalidPageNumbers.Malformed'],
    ['DatabaseName', '256', 'InvalidDatabaseName'],
    ['QueryKeywords', 'two words', 'InvalidQueryKeywords'],
  ])('refuses %s %j with %s', async (name, value, code) => {
    const query = between(ORDERS, TEN_AGO, TEN_AGO + MINUTE, { [name]: value });
    expect(refusal((await records(tairSandbox(), query)).answer)).toBe(`400 ${code}`);
  });

  it('needs both times', async () => {
    const answer = await tairSandbox().call('DescribeAuditRecords', { InstanceId: ORDERS, EndTime: utc(START) });
    expect(refusal(answer)).toBe('400 MissingStartTime');
  });

  it.each([
    [DAY, '200 accepted'],
    [DAY + 1_000, '400 InvalidQueryTime.Format'],
    [0, '400 InvalidQueryTime.Format'],
    [-MINUTE, '400 InvalidQueryTime.Format'],
  ])('allows windows up to one day, end after start: %d ms', async (length, expected) => {
    const { answer } = await records(tairSandbox(), between(ORDERS, START - 2 * DAY, START - 2 * DAY + length));
    expect(refusal(answer)).toBe(expected);
  });

  it('refuses NodeId on a standard instance', async () => {
    const query = between(ORDERS, TEN_AGO, TEN_AGO + MINUTE, { NodeId: `${ORDERS}-db-0` });
    expect((await records(tairSandbox(), query)).answer.status).toBe(400);
  });

  it.each([SESSION, MEMCACHE])('answers IncorrectDBInstance.NotSupported where auditing is off: %s', async (id) => {
    const { answer } = await records(tairSandbox(), between(id, TEN_AGO, TEN_AGO + MINUTE));
    expect(refusal(answer)).toBe('400 IncorrectDBInstance.NotSupported');
  });

  it('answers InvalidEndTime.Invalid to a window before auditing began', async () => {
    const { answer } = await records(tairSandbox(), between(ORDERS, START - 62 * DAY, START - 61 * DAY));
    expect(refusal(answer)).toBe('400 InvalidEndTime.Invalid');
    expect(answer.body.Message).toBe('pecified end time is before this service active time.');
  });
});

describe('DescribeAuditRecords: answer', () => {
  it('pages through a fixed window without gaps or repeats', async () => {
    const sandbox = tairSandbox();
    const query = between(ORDERS, TEN_AGO, TEN_AGO + 5 * MINUTE);
    const pages = await Promise.all(['1', '2', '3'].map((PageNumber) => records(sandbox, { ...query, PageNumber })));
    expect(pages.map((page) => [page.total, page.sql.length])).toEqual([
      [60, 30],
      [60, 30],
      [60, 0],
    ]);
    const times = pages.flatMap((page) => page.sql.map((record) => record.ExecuteTime));
    expect(new Set(times).size).toBe(60);
    expect(times).toEqual([...times].sort());
    expect(pages[1]?.answer.body).toMatchObject({
      StartTime: query.StartTime,
      EndTime: query.EndTime,
      InstanceName: ORDERS,
      PageNumber: 2,
      PageSize: 30,
    });
  });

  it('names the node on clusters only', async () => {
    const sandbox = tairSandbox(sessionOn);
    const cluster = await records(sandbox, between(SESSION, TEN_AGO, TEN_AGO + MINUTE));
    expect(new Set(cluster.sql.map((record) => record.NodeId))).toEqual(
      new Set([`${SESSION}-db-0`, `${SESSION}-db-1`]),
    );
    const standard = await records(sandbox, between(ORDERS, TEN_AGO, TEN_AGO + MINUTE));
    expect(standard.sql[0]).not.toHaveProperty('NodeId');
  });

  it.each([
    ['NodeId', `${SESSION}-db-0`, 'NodeId'],
    ['AccountName', 'batch', 'AccountName'],
    ['DatabaseName', '1', 'DatabaseName'],
    ['HostAddress', '10.0.0.11', 'HostAddress'],
  ])('filters by %s', async (name, value, member) => {
    const sandbox = tairSandbox(sessionOn);
    const window = between(SESSION, TEN_AGO, TEN_AGO + 5 * MINUTE);
    const all = await records(sandbox, window);
    const some = await records(sandbox, { ...window, [name]: value });
    expect(new Set(some.sql.map((record) => record[member]))).toEqual(new Set([value]));
    expect(Number(some.total)).toBeLessThan(Number(all.total));
  });

  it('finds nothing for a NodeId with the number of the topology still on it', async () => {
    const query = between(SESSION, TEN_AGO, TEN_AGO + MINUTE, { NodeId: `${SESSION}-db-0#1000001` });
    expect((await records(tairSandbox(sessionOn), query)).total).toBe(0);
  });

  it('searches the command for a keyword', async () => {
    const { sql } = await records(
      tairSandbox(),
      between(ORDERS, TEN_AGO, TEN_AGO + MINUTE, { QueryKeywords: 'lpush' }),
    );
    expect(sql.length).toBeGreaterThan(0);
    expect(sql.every((record) => record.SQLText?.startsWith('LPUSH'))).toBe(true);
  });

  it('shows records put into the state', async () => {
    const sandbox = tairSandbox((state) => {
      instanceOf(state, ORDERS).writeEveryMs = 0;
      state.records.push({
        instanceId: ORDERS,
        executedAt: TEN_AGO,
        sqlText: 'FLUSHALL',
        sqlType: 'write',
        databaseName: '0',
        accountName: 'root',
        hostAddress: '10.9.9.9',
        nodeId: '',
        totalExecutionTimes: '12',
      });
    });
    const { sql } = await records(sandbox, between(ORDERS, TEN_AGO, TEN_AGO + MINUTE));
    expect(sql).toMatchObject([{ SQLText: 'FLUSHALL', ExecuteTime: utc(TEN_AGO), TotalExecutionTimes: '12' }]);
  });
});

describe('DescribeAuditRecords: what is there', () => {
  it('holds back records until they are ingested', async () => {
    const sandbox = tairSandbox();
    const query = between(ORDERS, START - MINUTE, START + MINUTE);
    expect((await records(sandbox, query)).total).toBe(0);
    sandbox.advance(MINUTE);
    expect((await records(sandbox, query)).total).toBe(12);
  });

  it('begins with the settling of the change that enabled auditing', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('ModifyAuditLogConfig', { InstanceId: SESSION, DbAudit: 'true', Retention: '30' });
    const query = between(SESSION, START - MINUTE, START + 2 * MINUTE);
    expect(refusal((await records(sandbox, query)).answer)).toBe('400 IncorrectDBInstance.NotSupported');
    sandbox.advance(5 * MINUTE);
    const { sql } = await records(sandbox, query);
    expect(sql[0]?.ExecuteTime).toBe(utc(START + SETTLE_MS));
  });

  it('has a gap where auditing was off', async () => {
    const sandbox = tairSandbox((state) => {
      instanceOf(state, ORDERS).auditPeriods = [
        { from: START - 5 * DAY, to: TEN_AGO },
        { from: TEN_AGO + 2 * MINUTE, to: null },
      ];
    });
    expect((await records(sandbox, between(ORDERS, TEN_AGO - MINUTE, TEN_AGO))).total).toBe(12);
    expect((await records(sandbox, between(ORDERS, TEN_AGO, TEN_AGO + 2 * MINUTE))).total).toBe(0);
    expect((await records(sandbox, between(ORDERS, TEN_AGO, TEN_AGO + 3 * MINUTE))).total).toBe(12);
  });

  it('loses records when the retention of the region is lowered', async () => {
    const sandbox = tairSandbox();
    const query = between(ORDERS, START - 10 * DAY, START - 10 * DAY + MINUTE);
    expect((await records(sandbox, query)).total).toBe(12);
    await sandbox.call('ModifyAuditLogConfig', { InstanceId: ORDERS, DbAudit: 'true', Retention: '7' });
    sandbox.advance(SETTLE_MS);
    expect((await records(sandbox, query)).total).toBe(0);
  });

  it('has nothing for an instance without traffic', async () => {
    const sandbox = tairSandbox((state) => {
      instanceOf(state, ORDERS).writeEveryMs = 0;
    });
    expect((await records(sandbox, between(ORDERS, TEN_AGO, TEN_AGO + MINUTE))).total).toBe(0);
  });
});

describe('DescribeAuditRecords: flow control', () => {
  const query = between(ORDERS, TEN_AGO, TEN_AGO + MINUTE);

  async function exhausted(change?: (state: TairState) => void): Promise<Sandbox> {
    const sandbox = tairSandbox(change);
    for (let n = 0; n < 100; n += 1) {
      sandbox.advance(100);
      expect((await records(sandbox, query)).answer.status).toBe(200);
    }
    return sandbox;
  }

  it('admits 100 calls a minute for the account and answers Throttling.User to the next', async () => {
    const sandbox = await exhausted();
    const { answer } = await records(sandbox, query);
    expect(refusal(answer)).toBe('400 Throttling.User');
    expect(answer.headers['x-acs-retry-after']).toBe(String(MINUTE - 99 * 100));
    expect((await sandbox.call('DescribeRegions')).status).toBe(200);
  });

  it('admits again after the time it gave', async () => {
    const sandbox = await exhausted();
    const { answer } = await records(sandbox, query);
    const wait = Number(answer.headers['x-acs-retry-after']);
    sandbox.advance(wait - 1);
    expect((await records(sandbox, query)).answer.status).toBe(400);
    sandbox.advance(1);
    expect((await records(sandbox, query)).answer.status).toBe(200);
  });

  it('answers 403 Throttling.Api without x-acs-retry-after, by quirk', async () => {
    const sandbox = await exhausted((state) => {
      state.quirks.throttlingStatus = 403;
      state.quirks.retryAfterHeader = false;
    });
    const { answer } = await records(sandbox, query);
    expect(refusal(answer)).toBe('403 Throttling.Api');
    expect(answer.headers).not.toHaveProperty('x-acs-retry-after');
  });

  it('limits any action named in the state', async () => {
    const sandbox = tairSandbox((state) => {
      state.limits.callsPerMinute = { DescribeRegions: 1 };
    });
    expect((await sandbox.call('DescribeRegions')).status).toBe(200);
    expect(refusal(await sandbox.call('DescribeRegions'))).toBe('400 Throttling.User');
  });
});
