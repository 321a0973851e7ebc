import { describe, expect, test } from 'vitest';
import type { LaneLimits } from '../../src/http/lane.ts';
import { Limiter, type Line } from '../../src/http/limiter.ts';
import { steppedClock } from './stepped-clock.ts';

function open(...stated: LaneLimits[]) {
  const clock = steppedClock();
  const limiter = new Limiter(clock);
  for (const limits of stated) limiter.state(limits);
  const enter = (line: Line, first = false) =>
    limiter.tryEnter(line)
      ? Promise.resolve()
      : new Promise<void>((admit, refuse) => limiter.queue(line, { trouble: () => null, admit, refuse }, first));
  const run = async <T>(line: Line, task: () => T | Promise<T>): Promise<T> => {
    await enter(line);
    try {
      return await task();
    } finally {
      limiter.leave(line, false);
    }
  };
  return { clock, limiter, run, line: (operation: string | null = null) => limiter.line(operation) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const told = { asked: true, window: null, startedAt: 0 };

describe('places', () => {
  test.each([
    { stated: [{ concurrency: 3 }], defaults: [{ concurrency: 2 }], most: 3 },
    { stated: [], defaults: [{ concurrency: 2 }], most: 2 },
    { stated: [], defaults: [{ concurrency: 4 }, { concurrency: 2 }], most: 2 },
    { stated: [{ concurrency: 5 }, {}, { concurrency: 3 }], defaults: [{ concurrency: 2 }], most: 3 },
  ])('are $most where connections state $stated and clients suppose $defaults', async ({ stated, defaults, most }) => {
    const { limiter, run, line } = open(...stated);
    for (const each of defaults) limiter.suppose(each);
    let running = 0;
    let highest = 0;
    const task = async () => {
      running += 1;
      highest = Math.max(highest, running);
      await settled();
      running -= 1;
    };
    const lines = [line(), line()];
    await Promise.all(Array.from({ length: 12 }, (_, index) => run(lines[index % 2]!, task)));
    expect(highest).toBe(most);
  });
});

describe('a rate', () => {
  test('is shared by all lines of the account', async () => {
    const { run, line, clock } = open({ requestsPerSecond: 20 }, { requestsPerSecond: 40 });
    const starts: number[] = [];
    const lines = [line(), line(), line('Describe')];
    await clock.until(
      Promise.all(Array.from({ length: 100 }, (_, i) => run(lines[i % 3]!, () => void starts.push(clock.now())))),
    );
    const most = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 1000).length));
    expect(most).toBeLessThanOrEqual(20);
    expect(starts.at(-1)! - starts[0]!).toBeLessThanOrEqual(5000 / 0.93);
  });

  test('of one operation slows down no other one', async () => {
    const { limiter, run, line, clock } = open();
    limiter.suppose({ concurrency: 8, requestsPerSecond: 1000 }, { Records: { requestsPerSecond: 2 } });
    const from = clock.now();
    const ends: Record<string, number> = {};
    const many = async (operation: string, count: number) => {
      const own = line(operation);
      await Promise.all(Array.from({ length: count }, () => run(own, () => {})));
      ends[operation] = clock.now() - from;
    };
    await clock.until(Promise.all([many('Records', 10), many('Config', 100)]));
    expect(ends.Config).toBeLessThan(1000);
    expect(ends.Records).toBeGreaterThan(4500);
    expect(limiter.requestsPerSecond('Records')).toBe(2);
    expect(limiter.requestsPerSecond('Config')).toBe(1000);
  });

  test('stated by a connection replace what is documented, for an operation too', () => {
    const { limiter, line } = open({ concurrency: 4 });
    limiter.suppose({ concurrency: 8 }, { Records: { requestsPerSecond: 1.5 } });
    line('Records');
    expect(limiter.requestsPerSecond('Records')).toBe(1.5);
    limiter.state({ requestsPerSecond: 50 });
    expect(limiter.requestsPerSecond('Records')).toBe(50);
  });
});

describe('throttling', () => {
  test('of the account holds up every line', async () => {
    const { limiter, run, line, clock } = open();
    const [one, other] = [line(), line('Describe')];
    const from = clock.now();
    await run(one, () => limiter.throttled(one, { ...told, startedAt: from, waitMs: 3000 }, false));
    expect(await clock.until(run(other, () => clock.now() - from))).toBe(3000);
  });

  test('of one operation holds up and narrows that one only', async () => {
    const { limiter, run, line, clock } = open();
    const [one, other] = [line('Records'), line('Config')];
    const from = clock.now();
    for (let call = 0; call < 10; call += 1) await run(one, () => limiter.accepted(one, clock.now()));
    await run(one, () => limiter.throttled(one, { ...told, startedAt: from + 1, waitMs: 3000 }, true));
    expect(await run(other, () => clock.now() - from)).toBe(0);
    expect(await clock.until(run(one, () => clock.now() - from))).toBe(3000);
    expect(limiter.requestsPerSecond('Records')).toBeLessThan(10);
    expect(limiter.requestsPerSecond('Config')).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('what is left of a quota', () => {
  test('holds the account when it is used up, until it is filled again', async () => {
    const { limiter, run, line, clock } = open();
    const own = line();
    const from = clock.now();
    await run(own, () => limiter.left(1, 30_000));
    expect(clock.now() - from).toBe(0);
    await run(own, () => limiter.left(0, 30_000));
    expect(await clock.until(run(own, () => clock.now() - from))).toBe(30_000);
  });

  test('is kept for the calls that are under way', async () => {
    const { limiter, run, line, clock } = open();
    const own = line();
    const from = clock.now();
    await run(own, async () => {
      await run(own, () => limiter.left(1, 30_000));
    });
    expect(await clock.until(run(own, () => clock.now() - from))).toBe(30_000);
  });

  test('is not believed where it was never more than nothing', async () => {
    const { limiter, run, line, clock } = open();
    const own = line();
    const from = clock.now();
    for (let call = 0; call < 5; call += 1) await run(own, () => limiter.left(0, 30_000));
    expect(clock.now()).toBe(from);
  });
});

describe('lines', () => {
  test('take turns, so that one with many waiting does not hold up the others', async () => {
    const { run, line } = open({ concurrency: 1 });
    const [crowd, one, other] = [line(), line(), line()];
    const order: string[] = [];
    const work = [
      ...Array.from({ length: 200 }, () => run(crowd, () => void order.push('crowd'))),
      run(one, () => void order.push('one')),
      run(other, () => void order.push('other')),
    ];
    await Promise.all(work);
    expect(order.indexOf('one')).toBeLessThan(5);
    expect(order.indexOf('other')).toBeLessThan(5);
    expect(order).toHaveLength(202);
  });

  test('whose waiters are refused leave the turn to the others', async () => {
    const { limiter, run, line } = open({ concurrency: 1 });
    const [one, other] = [line(), line()];
    let go = () => {};
    const first = run(one, () => new Promise<void>((resolve) => (go = resolve)));
    const refused = run(one, () => 'ran');
    const waits = run(other, () => 'ran');
    const reason = new Error('closed');
    await settled();
    limiter.refuse([one], reason);
    await expect(refused).rejects.toBe(reason);
    go();
    await first;
    await expect(waits).resolves.toBe('ran');
  });
});
