import { describe, expect, test } from 'vitest';
import { Gate, type GateLimits } from '../../src/http/gate.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { fakeClock } from './fake-clock.ts';

const entry = { access: 'read', origin: 'http://h', probe: false, again: false } as const;

function openGate(limits: GateLimits = {}) {
  const clock = fakeClock();
  const controller = new AbortController();
  return { clock, controller, gate: new Gate({ limits, clock, signal: controller.signal }) };
}

/** Keeps its turn until told to go. */
function holder() {
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  return { held, go };
}

/** Runs all that can run without the outside. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate', () => {
  test.each([
    { limits: { concurrency: 3 }, defaults: [{ concurrency: 2 }], most: 3 },
    { limits: {}, defaults: [{ concurrency: 2 }], most: 2 },
    { limits: {}, defaults: [{ concurrency: 4 }, { concurrency: 2 }], most: 2 },
  ])('lets $most run at once, with limits $limits and defaults $defaults', async ({ limits, defaults, most }) => {
    const { gate } = openGate(limits);
    for (const each of defaults) gate.suppose(each);
    let running = 0;
    let highest = 0;
    const task = async () => {
      running += 1;
      highest = Math.max(highest, running);
      await settled();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 12 }, () => gate.run(entry, task)));
    expect(highest).toBe(most);
  });

  test('spaces starts by the rate: no second holds more than the rate and one', async () => {
    const { gate, clock } = openGate({ requestsPerSecond: 20 });
    const starts: number[] = [];
    await Promise.all(Array.from({ length: 100 }, () => gate.run(entry, async () => void starts.push(clock.now()))));
    const most = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 1000).length));
    expect(most).toBeLessThanOrEqual(21);
    expect(starts.at(-1)! - starts[0]!).toBeLessThanOrEqual(5000);
    expect(starts.at(-1)! - starts[0]!).toBeGreaterThanOrEqual(4800);
  });

  test('lets a repeated attempt go before those that never started', async () => {
    const { gate } = openGate({ concurrency: 1 });
    const { held, go } = holder();
    const order: string[] = [];
    const runs = [
      gate.run(entry, () => held),
      gate.run(entry, async () => void order.push('new')),
      gate.run({ ...entry, again: true }, async () => void order.push('again')),
    ];
    go();
    await Promise.all(runs);
    expect(order).toEqual(['again', 'new']);
  });

  test('hands its turn on when a task fails', async () => {
    const { gate } = openGate({ concurrency: 1 });
    await expect(gate.run(entry, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    await expect(gate.run(entry, async () => 'next')).resolves.toBe('next');
  });

  test('starts nothing that waits when the run is interrupted, and fails it with the reason', async () => {
    const { gate, controller } = openGate({ concurrency: 1 });
    const { held, go } = holder();
    const first = gate.run(entry, () => held);
    let started = false;
    const second = gate.run(entry, async () => {
      started = true;
    });
    const reason = new Error('interrupted');
    await settled();
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    await expect(gate.run(entry, async () => {})).rejects.toBe(reason);
    go();
    await first;
    expect(started).toBe(false);
  });

  test('fails everything at once when closed, even what was just admitted', async () => {
    const { gate } = openGate();
    const error = new ProviderError('no', { code: 'AF302', trouble: 'refused' });
    const admitted = gate.run(entry, async () => 'ran');
    gate.close(error);
    await expect(admitted).rejects.toBe(error);
    await expect(gate.run(entry, async () => 'ran')).rejects.toBe(error);
  });

  test('lets nothing start during a pause, and everything after it', async () => {
    const { gate, clock } = openGate();
    const from = clock.now();
    gate.pause(3000);
    gate.pause(1000);
    expect(await gate.run(entry, async () => clock.now() - from)).toBe(3000);
  });
});

describe('a dead endpoint', () => {
  const error = new ProviderError('dead', { code: 'AF301', trouble: 'unavailable', sent: 'no' });

  test('fails those that queue for it without trying, but not those for others', async () => {
    const { gate } = openGate();
    gate.health.failed('http://h', error, gate.health.answers('http://h'));
    await expect(gate.run(entry, async () => 'ran')).rejects.toBe(error);
    await expect(gate.run({ ...entry, origin: 'http://other' }, async () => 'ran')).resolves.toBe('ran');
  });

  test('is tried again after five seconds', async () => {
    const { gate, clock } = openGate();
    gate.health.failed('http://h', error, 0);
    await clock.sleep(5000);
    await expect(gate.run(entry, async () => 'ran')).resolves.toBe('ran');
  });

  test('is not dead when it answered others meanwhile', async () => {
    const { gate } = openGate();
    const seen = gate.health.answers('http://h');
    gate.health.answered('http://h');
    gate.health.failed('http://h', error, seen);
    await expect(gate.run(entry, async () => 'ran')).resolves.toBe('ran');
  });
});

describe('a turn', () => {
  test('lets a request within a turn pass although the only place is taken', async () => {
    const { gate } = openGate({ concurrency: 1 });
    const inner = () => gate.run(entry, async () => 'login');
    expect(await gate.run(entry, () => gate.inside(inner))).toBe('login');
  });

  test('takes a turn of another gate for none of its own', async () => {
    const { gate } = openGate({ concurrency: 1 });
    const other = openGate().gate;
    const { held, go } = holder();
    const first = gate.run(entry, () => held);
    let entered = false;
    const second = other.inside(() =>
      gate.run(entry, async () => {
        entered = true;
      }),
    );
    await settled();
    expect(entered).toBe(false);
    go();
    await Promise.all([first, second]);
    expect(entered).toBe(true);
  });

  test('still knows its turn where another gate is passed in between', async () => {
    const { gate } = openGate({ concurrency: 1 });
    const other = openGate().gate;
    const inner = () => other.inside(() => gate.run(entry, async () => 'login'));
    expect(await gate.run(entry, () => gate.inside(inner))).toBe('login');
  });
});
