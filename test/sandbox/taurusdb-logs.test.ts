import { describe, expect, it } from 'vitest';
import {
  type Caller,
  DAY,
  HOUR,
  instanceOf,
  instancePath,
  LEDGER,
  MINUTE,
  ORDERS,
  ORIGIN,
  parts,
  READER,
  refusal,
  SETTLE_MS,
  START,
  taurusdbCaller,
} from './taurusdb-caller.ts';

const zoned = (time: number, zone = '+0000') => `${new Date(time).toISOString().slice(0, 19)}${zone}`;

function query(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const all = { start_time: zoned(START - 10 * DAY), end_time: zoned(START + 10 * DAY), offset: '0', limit: '100' };
  return Object.entries({ ...all, ...changes })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
}

const list = (caller: Caller, changes = {}, id = LEDGER) =>
  caller.get(`${instancePath(id, '/audit-logs')}?${query(changes)}`);
const link = (caller: Caller, body: unknown, options = {}) =>
  caller.call('POST', instancePath(LEDGER, '/audit-log-link'), { body, ...options });

async function endTimes(caller: Caller, changes = {}, id = LEDGER): Promise<string[]> {
  const { body } = await list(caller, changes, id);
  return body.audit_logs.map((file: { end_time: string }) => file.end_time);
}

describe('GET audit-logs', () => {
  it('shows id, name, size in KB and times in UTC', async () => {
    const { body } = await list(taurusdbCaller(), { end_time: zoned(START - 2 * DAY) });
    expect(body).toEqual({
      total_count: 1,
      audit_logs: [
        {
          id: '0a19001aae94b38a10269b8ad025fc1d',
          name: 'audit_0001.csv',
          size: 10_240,
          begin_time: '2025-12-30T03:00:00+0000',
          end_time: '2025-12-30T03:30:00+0000',
        },
      ],
    });
  });

  it.each(['start_time', 'end_time', 'offset', 'limit'])('needs %s', async (name) => {
    expect(refusal(await list(taurusdbCaller(), { [name]: undefined }))).toBe('400 DBS.280001');
  });

  it.each([
    ['an end before the start', { end_time: zoned(START - 11 * DAY) }],
    ['an end at the start', { end_time: zoned(START - 10 * DAY) }],
    ['more than 30 days', { end_time: zoned(START + 20 * DAY + 1_000) }],
    ['a time without zone', { start_time: zoned(START - DAY, '') }],
    ['a zone with a colon', { start_time: zoned(START - DAY, '+00:00') }],
    ['a zone of 15 hours', { start_time: zoned(START - DAY, '+1500') }],
    ['a zone of 60 minutes', { start_time: zoned(START - DAY, '+0060') }],
    ['a literal Z', { start_time: zoned(START - DAY, 'Z') }],
    ['milliseconds', { start_time: new Date(START).toISOString().replace('Z', '+0000') }],
    ['30 February', { start_time: '2026-02-30T00:00:00+0000', end_time: '2026-03-05T00:00:00+0000' }],
    ['a time in seconds', { start_time: String(START / 1_000) }],
    ['a negative offset', { offset: '-1' }],
    ['a parameter that no page names', { node_id: 'x' }],
  ])('refuses %s', async (_, changes) => {
    expect(refusal(await list(taurusdbCaller(), changes))).toBe('400 DBS.280001');
  });

  it.each(['0', '101', '-1', 'all', ''])('refuses the limit %j', async (limit) => {
    expect(refusal(await list(taurusdbCaller(), { limit }))).toBe('400 DBS.280439');
  });

  it('takes 30 days, other zones, and by quirk a literal Z', async () => {
    const whole = { start_time: zoned(START - 10 * DAY), end_time: zoned(START + 20 * DAY) };
    expect(refusal(await list(taurusdbCaller(), whole))).toBe('200 accepted');
    // 11:00 in the east is 03:00 in UTC, which is the begin of the one old file.
    const local = { start_time: zoned(START - 4 * DAY), end_time: zoned(START - 3 * DAY + 8 * HOUR - 1_000, '+0800') };
    expect(await endTimes(taurusdbCaller(), local)).toEqual([]);
    const touching = { ...local, end_time: zoned(START - 3 * DAY + 8 * HOUR, '+0800') };
    expect(await endTimes(taurusdbCaller(), touching)).toHaveLength(1);
    const zulu = { start_time: zoned(START - DAY, 'Z') };
    expect(refusal(await list(taurusdbCaller({ zuluTimes: true }), zulu))).toBe('200 accepted');
  });

  it('reads a plus sign that was not encoded as a blank, and refuses the time', async () => {
    const bare = query().replaceAll('%2B', '%20');
    expect(refusal(await taurusdbCaller().get(`${instancePath(LEDGER, '/audit-logs')}?${bare}`))).toBe(
      '400 DBS.280001',
    );
  });

  it('pages, newest first or oldest first, and counts all', async () => {
    const times = ['2026-01-02T03:00:00+0000', '2026-01-02T02:30:00+0000', '2026-01-02T02:00:00+0000'];
    const span = { start_time: zoned(START - HOUR) };
    expect(await endTimes(taurusdbCaller(), span)).toEqual(times);
    expect(await endTimes(taurusdbCaller({ logOrder: 'oldestFirst' }), span)).toEqual(times.toReversed());
    const page = await list(taurusdbCaller(), { ...span, offset: '1', limit: '1' });
    expect(page.body).toMatchObject({ total_count: 3, audit_logs: [{ end_time: times[1] }] });
    const beyond = await list(taurusdbCaller(), { ...span, offset: '3' });
    expect(beyond.body).toEqual({ total_count: 3, audit_logs: [] });
  });
});

describe('log files', () => {
  it('appear every 30 minutes and none at once after switching on', async () => {
    const caller = taurusdbCaller();
    await caller.set(ORDERS, { keep_days: 7, audit_types: [] });
    caller.advance(30 * MINUTE - 1);
    expect(await endTimes(caller, {}, ORDERS)).toEqual([]);
    caller.advance(1);
    expect((await list(caller, {}, ORDERS)).body.audit_logs).toMatchObject([
      { begin_time: zoned(START + SETTLE_MS), end_time: zoned(START + 30 * MINUTE) },
    ]);
  });

  it('do not appear without traffic', async () => {
    const caller = taurusdbCaller();
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { writesLogs: false }));
    const before = await endTimes(caller);
    caller.advance(HOUR);
    expect(await endTimes(caller)).toEqual(before);
  });

  it('stay when audit is switched off, unless reserve_audit_logs is false', async () => {
    for (const [reserve, left] of [
      [{}, true],
      [{ reserve_audit_logs: true }, true],
      [{ reserve_audit_logs: false }, false],
    ] as const) {
      const caller = taurusdbCaller();
      await caller.set(LEDGER, { keep_days: 0, ...reserve });
      caller.advance(SETTLE_MS);
      expect((await endTimes(caller)).length > 0).toBe(left);
    }
  });

  it('stay when reserve_audit_logs is false with audit on', async () => {
    const caller = taurusdbCaller();
    const before = await endTimes(caller);
    await caller.set(LEDGER, { keep_days: 7, audit_types: [], reserve_audit_logs: false });
    caller.advance(SETTLE_MS);
    expect(await endTimes(caller)).toEqual(before);
  });

  it('are not deleted by a write that FAILED', async () => {
    const caller = taurusdbCaller();
    caller.edit((state) => Object.assign(instanceOf(state, LEDGER), { failNext: true }));
    const before = await endTimes(caller);
    await caller.set(LEDGER, { keep_days: 0, reserve_audit_logs: false });
    caller.advance(SETTLE_MS);
    expect(await endTimes(caller)).toEqual(before);
  });

  it('that a shorter retention no longer covers go within an hour', async () => {
    const caller = taurusdbCaller();
    const old = '2025-12-30T03:30:00+0000';
    await caller.set(LEDGER, { keep_days: 1, audit_types: [] });
    caller.advance(SETTLE_MS);
    expect(await endTimes(caller)).toContain(old);
    caller.advance(HOUR - SETTLE_MS);
    expect(await endTimes(caller)).not.toContain(old);
  });

  it('expire at the first hourly cleanup after the end of their retention', async () => {
    const caller = taurusdbCaller();
    const early = { end_time: zoned(START - 2 * DAY) };
    caller.advance(4 * DAY + HOUR / 2);
    expect(await endTimes(caller, early)).toEqual(['2025-12-30T03:30:00+0000']);
    caller.advance(HOUR / 2);
    expect(await endTimes(caller, early)).toEqual([]);
  });
});

describe('POST audit-log-link', () => {
  const FILE = '0a19001aae94b38a10269b8ad025fc1d';

  async function linkedFile(caller: Caller): Promise<string> {
    const { status, body } = await link(caller, { ids: [FILE] });
    expect({ status, members: Object.keys(body) }).toEqual({ status: 200, members: ['links'] });
    return String(body.links[0]);
  }

  const download = (caller: Caller, address: string, options = {}) =>
    caller.get(address.slice(ORIGIN.length), { anonymous: true, ...options });

  it('gives a link for each id, which downloads without credentials', async () => {
    const caller = taurusdbCaller();
    const answer = await download(caller, await linkedFile(caller));
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/csv' } });
    expect(answer.body.split('\n')[0].split(',')).toHaveLength(12);
  });

  it('gives links for five minutes', async () => {
    const caller = taurusdbCaller();
    const address = await linkedFile(caller);
    caller.advance(5 * MINUTE);
    expect((await download(caller, address)).status).toBe(200);
    caller.advance(1_000);
    expect((await download(caller, address)).status).toBe(403);
  });

  it('gives links that cannot be altered, and want no other credentials', async () => {
    const caller = taurusdbCaller();
    const address = await linkedFile(caller);
    expect((await download(caller, address.replace(LEDGER, ORDERS))).status).toBe(403);
    expect((await download(caller, address.replace(/Expires=\d/, 'Expires=9'))).status).toBe(403);
    expect((await download(caller, parts(address).path)).status).toBe(403);
    expect((await download(caller, address, { token: 'token' })).status).toBe(400);
    expect((await download(caller, address, { anonymous: false })).status).toBe(400);
  });

  it('gives links that lead nowhere once the file is gone', async () => {
    const caller = taurusdbCaller();
    const address = await linkedFile(caller);
    caller.edit((state) => {
      const instance = instanceOf(state, LEDGER);
      instance.files = instance.files.filter(({ id }) => id !== FILE);
    });
    expect((await download(caller, address)).status).toBe(404);
  });

  it('changes nothing, so readers may', async () => {
    expect(refusal(await link(taurusdbCaller(), { ids: [FILE] }, { key: READER }))).toBe('200 accepted');
  });

  it.each([
    ['no ids', { ids: [] }],
    ['51 ids', { ids: Array.from({ length: 51 }, () => FILE) }],
    ['a file that is not there', { ids: [FILE, 'nothing'] }],
    ['an id that is a number', { ids: [1] }],
    ['ids as text', { ids: FILE }],
    ['another member', { ids: [FILE], expires: 300 }],
    ['a singular id', { id: FILE }],
  ])('refuses %s', async (_, body) => {
    expect(refusal(await link(taurusdbCaller(), body))).toBe('400 DBS.280001');
  });

  it('takes 50 ids', async () => {
    const { body } = await link(taurusdbCaller(), { ids: Array.from({ length: 50 }, () => FILE) });
    expect(body.links).toHaveLength(50);
  });

  it('refuses query parameters, an empty body and other content types', async () => {
    const caller = taurusdbCaller();
    const path = instancePath(LEDGER, '/audit-log-link');
    expect(refusal(await caller.call('POST', `${path}?x=1`, { body: { ids: [FILE] } }))).toBe('400 DBS.280001');
    expect(refusal(await link(caller, ''))).toBe('400 DBS.200006');
    expect(refusal(await link(caller, { ids: [FILE] }, { headers: { 'content-type': 'text/plain' } }))).toBe(
      '400 DBS.280001',
    );
  });
});
