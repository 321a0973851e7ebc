import { describe, expect, test } from 'vitest';
import { type Entry, Gate } from '../../src/http/gate.ts';
import type { LaneLimits } from '../../src/http/lane.ts';
import { Limiter } from '../../src/http/limiter.ts';
import { createOriginHealth } from '../../src/http/origin-health.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { fakeClock } from './fake-clock.ts';

const entry = { access: 'read', origin: 'http://h', operation: null, probe: false, again: false } as const;

function openGate(limits: LaneLimits = {}) {
  const clock = fakeClock();
  const controller = new AbortController();
  const limiter = new Limiter(clock);
  limiter.state(limits);
  const gate = new Gate({ limiter, health: createOriginHealth(clock.now), signal: controller.signal });
  return { clock, controller, gate };
}

async function run<T>(gate: Gate, wanted: Entry, task: () => Promise<T>): Promise<T> {
  const turn = await gate.enter(wanted);
  try {
    gate.demandOpen();
    return await task();
  } finally {
    gate.leave(turn);
  }
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
  test('lets a repeated attempt go before those that never started', async () => {
    const { gate } = openGate({ concurrency: 1 });
    const { held, go } = holder();
    const order: string[] = [];
    const runs = [
      run(gate, entry, () => held),
      run(gate, entry, async () => void order.push('new')),
      run(gate, { ...entry, again: true }, async () => void order.push('again')),
    ];
    go();
    await Promise.all(runs);
    expect(order).toEqual(['again', 'new']);
  });

  test('hands its turn on when a task fails', async () => {
    const { gate } = openGate({ concurrency: 1 });
    await expect(run(gate, entry, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    await expect(run(gate, entry, async () => 'next')).resolves.toBe('next');
  });

  test('starts nothing that waits when the run is interrupted, and fails it with the reason', async () => {
    const { gate, controller } = openGate({ concurrency: 1 });
    const { held, go } = holder();
    const first = run(gate, entry, () => held);
    let started = false;
    const second = run(gate, entry, async () => {
      started = true;
    });
    const reason = new Error('interrupted');
    await settled();
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    await expect(run(gate, entry, async () => {})).rejects.toBe(reason);
    go();
    await first;
    expect(started).toBe(false);
  });

  test('fails everything at once when closed, even what was just admitted', async () => {
    const { gate } = openGate();
    const error = new ProviderError('no', { code: 'AF302', trouble: 'refused' });
    const admitted = run(gate, entry, async () => 'ran');
    gate.close(error);
    await expect(admitted).rejects.toBe(error);
    await expect(run(gate, entry, async () => 'ran')).rejects.toBe(error);
  });

  test('that closes leaves other connections of the account alone', async () => {
    const { gate, clock, controller } = openGate({ concurrency: 1 });
    const other = new Gate({ limiter: gate.limiter, health: createOriginHealth(clock.now), signal: controller.signal });
    const { held, go } = holder();
    const first = run(gate, entry, () => held);
    const waits = run(other, entry, async () => 'ran');
    const fails = run(gate, entry, async () => 'ran');
    const error = new ProviderError('no', { code: 'AF302', trouble: 'refused' });
    await settled();
    gate.close(error);
    await expect(fails).rejects.toBe(error);
    go();
    await first;
    await expect(waits).resolves.toBe('ran');
  });
});

describe('until credentials are proven', () => {
  const probe = { ...entry, probe: true } as const;

  test('the others wait, and go together when the first one proves them', async () => {
    const { gate } = openGate();
    const { held, go } = holder();
    let others = 0;
    const first = run(gate, probe, async () => {
      await held;
      gate.prove('read');
    });
    const rest = Array.from({ length: 5 }, () =>
      run(gate, probe, async () => {
        others += 1;
        await settled();
        expect(others).toBe(5);
      }),
    );
    await settled();
    expect(others).toBe(0);
    go();
    await Promise.all([first, ...rest]);
  });

  test('one after the other tries while nothing is proven, and thousands that meet a dead endpoint fail at once', async () => {
    const { gate } = openGate();
    let running = 0;
    const error = new ProviderError('dead', { code: 'AF301', trouble: 'unavailable', sent: 'no' });
    const runs = Array.from({ length: 20_000 }, (_, index) =>
      run(gate, probe, async () => {
        running += 1;
        await settled();
        expect(running).toBe(1);
        running -= 1;
        if (index === 3) gate.health.failed('http://h', error, 0);
      }),
    );
    const outcomes = await Promise.allSettled(runs);
    expect(outcomes.slice(0, 4).map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
    expect(outcomes.slice(4).every((outcome) => outcome.status === 'rejected' && outcome.reason === error)).toBe(true);
  });

  test('whoever waits for the first one fails when the gate closes', async () => {
    const { gate } = openGate();
    const { held, go } = holder();
    const first = run(gate, probe, () => held);
    const second = run(gate, probe, async () => 'ran');
    await settled();
    const error = new ProviderError('no', { code: 'AF302', trouble: 'refused' });
    gate.close(error);
    await expect(second).rejects.toBe(error);
    go();
    await first;
  });
});

describe('a dead endpoint', () => {
  const error = new ProviderError('dead', { code: 'AF301', trouble: 'unavailable', sent: 'no' });

  test('fails those that queue for it without trying, but not those for others', async () => {
    const { gate } = openGate();
    gate.health.failed('http://h', error, gate.health.answers('http://h'));
    await expect(run(gate, entry, async () => 'ran')).rejects.toBe(error);
    await expect(run(gate, { ...entry, origin: 'http://other' }, async () => 'ran')).resolves.toBe('ran');
  });

  test('is found out for those in line, too', async () => {
    const { gate } = openGate({ concurrency: 1 });
    const { held, go } = holder();
    const first = run(gate, entry, () => held);
    const second = run(gate, entry, async () => 'ran');
    gate.health.failed('http://h', error, 0);
    go();
    await first;
    await expect(second).rejects.toBe(error);
  });

  test('is tried again after five seconds', async () => {
    const { gate, clock } = openGate();
    gate.health.failed('http://h', error, 0);
    await clock.sleep(5000);
    await expect(run(gate, entry, async () => 'ran')).resolves.toBe('ran');
  });

  test('is not dead when it answered others meanwhile', async () => {
    const { gate } = openGate();
    const seen = gate.health.answers('http://h');
    gate.health.answered('http://h');
    gate.health.failed('http://h', error, seen);
    await expect(run(gate, entry, async () => 'ran')).resolves.toBe('ran');
  });
});
