import { describe, expect, test } from 'vitest';
import type { Work } from '../../src/connection/run-watch.ts';
import { isBound } from '../../src/progress/efficiency.ts';
import { progressLine } from '../../src/progress/progress-text.ts';
import { createTally } from '../../src/progress/tally.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { fakePulse } from './fake-pulse.ts';

const refusal = new ProviderError('no', { code: 'AF301', trouble: 'unavailable' });
const get = { method: 'GET', path: '/', operation: null };
const answered = { status: 200, code: null };

function open(finishedBy: Work['kind'] | null, totals: Record<string, number> = { tair: 4 }) {
  const pulse = fakePulse();
  const tally = createTally({ totals: new Map(Object.entries(totals)), finishedBy, now: pulse.now });
  const work = (kind: Work['kind'], result: () => Promise<unknown> = async () => null) =>
    tally.watch.work({ kind, address: 'TairInstance/a', system: 'tair', key: 'c' }, result).catch(() => null);
  const limiter = (requestsPerSecond: number, key = 'c') =>
    tally.watch.opened({
      key,
      system: 'tair',
      limiter: { requestsPerSecond: () => requestsPerSecond, pausedMs: () => 0 },
    });
  return { pulse, tally, work, limiter };
}

describe('targets', () => {
  test('are done when they are read, where reading is all there is to do', async () => {
    const { tally, work } = open('read');
    await work('read');
    await work('reach');
    expect(tally.progress()).toMatchObject([{ vendor: 'tair', total: 4, done: 1, failed: 0 }]);
  });

  test('are done when they are verified, and failed when they cannot even be read', async () => {
    const { tally, work } = open('verify');
    await work('read');
    await work('read', () => Promise.reject(refusal));
    expect(tally.progress()).toMatchObject([{ done: 0, failed: 1 }]);
    await work('verify');
    await work('verify', () => Promise.reject(refusal));
    expect(tally.progress()).toMatchObject([{ done: 1, failed: 2 }]);
  });

  test('failed when their connection cannot be opened, but not when the run is interrupted', async () => {
    const { tally, work } = open('read');
    tally.watch.unopened('tair');
    await work('read', () => Promise.reject(new Error('interrupted')));
    expect(tally.progress()).toMatchObject([{ done: 0, failed: 1 }]);
  });

  test('are counted by hand where no work of a session finishes one', async () => {
    const { tally, work } = open(null);
    await work('read', () => Promise.reject(refusal));
    tally.finish('tair', true);
    tally.finish('tair', false);
    expect(tally.progress()).toMatchObject([{ done: 1, failed: 1 }]);
  });

  test('end as their work does', async () => {
    const { tally } = open('read');
    const job = { kind: 'read', address: 'a/b', system: 'tair', key: 'c' } as const;
    await expect(tally.watch.work(job, async () => 7)).resolves.toBe(7);
    await expect(tally.watch.work(job, () => Promise.reject(refusal))).rejects.toBe(refusal);
  });
});

describe('calls', () => {
  test('wait, are in flight, wait again and are over', () => {
    const { tally, limiter } = open('read');
    const call = limiter(5).begin(get);
    const places = () => tally.progress().map(({ inFlight, waiting, calls }) => [inFlight, waiting, calls])[0];
    call.waiting();
    expect(places()).toEqual([0, 1, 0]);
    call.sending();
    expect(places()).toEqual([1, 0, 1]);
    call.waiting();
    expect(places()).toEqual([0, 1, 1]);
    call.sending();
    call.ended(answered);
    expect(places()).toEqual([0, 0, 2]);
  });

  test('that never start leave no trace', () => {
    const { tally, limiter } = open('read');
    const call = limiter(5).begin(get);
    call.waiting();
    call.ended({ status: null, code: 'AF302' });
    expect(tally.progress()).toMatchObject([{ inFlight: 0, waiting: 0, calls: 0 }]);
  });

  test('that are throttled are counted, and hold up the end', async () => {
    const { tally, limiter, work } = open('read');
    const call = limiter(5).begin(get);
    call.sending();
    call.throttled(3000);
    call.ended(answered);
    await work('read');
    expect(tally.progress()).toMatchObject([{ throttled: 1, secondsLeft: 3 / 5 + 3 }]);
  });

  test('that wait because the vendor asks for it are told with the time, and so is the end: it may have said so beforehand', () => {
    const { tally } = open('read');
    const limiter = { requestsPerSecond: () => Number.POSITIVE_INFINITY, pausedMs: () => 42_000 };
    const call = tally.watch.opened({ key: 'c', system: 'tair', limiter }).begin(get);
    call.waiting();
    expect(tally.progress()).toMatchObject([{ waiting: 1, throttled: 0, heldSeconds: 42 }]);
    expect(progressLine({ command: 'plan', unit: 'targets' }, tally.progress())).toContain(
      '0 in flight, 1 waiting as the vendor asks, 42 s more',
    );
    call.ended(answered);
    expect(tally.progress()).toMatchObject([{ waiting: 0, heldSeconds: 0 }]);
  });
});

describe('efficiency', () => {
  function send(times: number, everyMs: number, rate: number) {
    const { pulse, tally, limiter } = open('read');
    const observer = limiter(rate);
    for (let turn = 0; turn < times; turn += 1) {
      const call = observer.begin(get);
      call.sending();
      pulse.pass(everyMs);
      call.ended(answered);
    }
    return tally.efficiency();
  }

  test('is the floor, calls divided by the limit, over the time from the first call to the last answer', () => {
    const [found] = send(50, 250, 5);
    expect(found).toEqual({ vendor: 'tair', calls: 50, floorMs: 10_000, wallMs: 12_500, efficiency: 0.8 });
    expect(isBound(found!)).toBe(true);
  });

  test('is not told without a limit', () => {
    expect(send(50, 250, Number.POSITIVE_INFINITY)).toEqual([]);
  });

  test.each([
    { why: 'so few calls that no limit was felt', times: 4, everyMs: 250, rate: 5 },
    { why: 'a vendor that was far slower than its limit', times: 50, everyMs: 5000, rate: 5 },
  ])('is not worth telling with $why', ({ times, everyMs, rate }) => {
    expect(send(times, everyMs, rate).filter(isBound)).toEqual([]);
  });

  test('follows a limit that is narrowed on the way', () => {
    const { tally, pulse } = open('read');
    let rate = 10;
    const observer = tally.watch.opened({
      key: 'c',
      system: 'tair',
      limiter: { requestsPerSecond: () => rate, pausedMs: () => 0 },
    });
    for (rate of [10, 10, 2]) {
      const call = observer.begin(get);
      call.sending();
      pulse.pass(1000);
      call.ended(answered);
    }
    expect(tally.efficiency()).toMatchObject([{ floorMs: 700 }]);
  });

  test('counts the calls of connections that share a limiter together', () => {
    const { tally } = open('read');
    const shared = { requestsPerSecond: () => 5, pausedMs: () => 0 };
    for (const key of ['a', 'b']) {
      const call = tally.watch.opened({ key, system: 'tair', limiter: shared }).begin(get);
      call.sending();
      call.ended(answered);
    }
    expect(tally.efficiency()).toMatchObject([{ calls: 2, floorMs: 400 }]);
  });

  test('goes by the rate of one operation, where that is what takes longest', () => {
    const { tally } = open('read');
    const limiter = {
      requestsPerSecond: (operation: string | null) => (operation === 'Records' ? 1 : 100),
      pausedMs: () => 0,
    };
    const observer = tally.watch.opened({ key: 'c', system: 'tair', limiter });
    for (const operation of ['Records', 'Config', 'Config', 'Records', 'Records']) {
      const call = observer.begin({ ...get, operation });
      call.sending();
      call.ended(answered);
    }
    expect(tally.efficiency()).toMatchObject([{ calls: 5, floorMs: 3000 }]);
  });

  test('does not go by logins, which take nothing of what the account may send', () => {
    const { tally, limiter } = open('read');
    for (const elsewhere of [false, true]) {
      const call = limiter(5).begin({ ...get, elsewhere });
      call.sending();
      if (elsewhere) call.throttled(60_000);
      call.ended(answered);
    }
    expect(tally.progress()).toMatchObject([{ calls: 2, throttled: 1, waiting: 0, inFlight: 0 }]);
    expect(tally.efficiency()).toMatchObject([{ calls: 2, floorMs: 200 }]);
  });

  test('goes by the connection that takes longest, since they work side by side', () => {
    const { tally, limiter } = open('read');
    for (const [key, rate] of [
      ['a', 1],
      ['b', 5],
    ] as const) {
      const call = limiter(rate, key).begin(get);
      call.sending();
      call.ended(answered);
    }
    expect(tally.efficiency()).toMatchObject([{ calls: 2, floorMs: 1000 }]);
  });
});

describe('a vendor that does not answer', () => {
  test('has no time left that anybody knows, and how long it has been silent is said', async () => {
    const { pulse, tally, work, limiter } = open('read');
    const observer = limiter(Number.POSITIVE_INFINITY);
    await work('read');
    const first = observer.begin(get);
    first.sending();
    pulse.pass(4_000);
    first.ended(answered);
    // Nothing was on the wire meanwhile.
    pulse.pass(60_000);
    const second = observer.begin(get);
    second.sending();
    pulse.pass(4_999);
    expect(tally.progress()).toMatchObject([{ silentSeconds: 4, secondsLeft: expect.any(Number) }]);
    pulse.pass(7_001);
    expect(tally.progress()).toMatchObject([{ silentSeconds: 12, secondsLeft: null }]);
    const task = { command: 'plan', unit: 'targets' } as const;
    expect(progressLine(task, tally.progress())).toBe(
      'plan: 1 of 4 targets (tair 1/4, 1 in flight, no answer for 12 s, 0 waiting)',
    );
    second.ended(answered);
    expect(tally.progress()).toMatchObject([{ silentSeconds: 0, secondsLeft: expect.any(Number) }]);
  });
});
