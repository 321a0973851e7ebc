import { expect, test } from 'vitest';
import { Limiter, type Line } from '../../src/http/limiter.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { numbersFrom } from './numbers-from.ts';
import { steppedClock } from './stepped-clock.ts';

const dead = new ProviderError('dead', { code: 'AF301', trouble: 'unavailable', sent: 'no' });

/** Random lines, limits, answers and refusals; gives what was seen. */
async function play(seed: number) {
  const random = numbersFrom(seed);
  const below = (most: number) => Math.floor(random() * most);
  const clock = steppedClock();
  const limiter = new Limiter(clock);
  const concurrency = 1 + below(6);
  const rate = 2 + below(60);
  limiter.state({ concurrency, ...(random() < 0.7 ? { requestsPerSecond: rate } : {}) });
  limiter.suppose({ concurrency: 2 }, { Slow: { concurrency: 1, requestsPerSecond: 1 + below(5) } });
  const operations = [null, 'Slow', 'Fast', null];
  const lines = Array.from({ length: 1 + below(6) }, (_, index) => limiter.line(operations[index % 4]!));
  const starts: number[] = [];
  let [inFlight, most, ended] = [0, 0, 0];
  const enter = (line: Line) =>
    limiter.tryEnter(line)
      ? Promise.resolve()
      : new Promise<void>((admit, refuse) => {
          const trouble = () => (random() < 0.02 ? dead : null);
          limiter.queue(line, { trouble, admit, refuse }, random() < 0.2);
        });
  const call = async (line: Line) => {
    await clock.sleep(below(3000));
    await enter(line);
    const startedAt = clock.now();
    starts.push(startedAt);
    most = Math.max(most, ++inFlight);
    await clock.sleep(1 + below(80));
    if (random() < 0.1) {
      const window = random() < 0.2 ? { calls: 5, ms: 1000 } : null;
      limiter.throttled(line, { startedAt, waitMs: below(2000), asked: random() < 0.5, window }, random() < 0.5);
    } else {
      limiter.accepted(line, startedAt);
      if (random() < 0.1) limiter.left(below(4), below(3000));
    }
    inFlight -= 1;
    limiter.leave(line, random() < 0.1);
  };
  const calls = Array.from({ length: 120 }, () =>
    call(lines[below(lines.length)]!)
      .catch((error: unknown) => expect(error).toBe(dead))
      .then(() => void ended++),
  );
  await clock.until(Promise.all(calls));
  return { ended, most, concurrency, starts, perSecond: limiter.requestsPerSecond(null) };
}

test('nobody waits for ever, and no more are on the wire than there are places, whatever is answered', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { ended, most, concurrency, starts, perSecond } = await play(seed);
    expect(ended, `seed ${seed}`).toBe(120);
    expect(most, `seed ${seed}`).toBeLessThanOrEqual(concurrency);
    expect(perSecond).toBeGreaterThan(0);
    expect(starts.length).toBeGreaterThan(60);
  }
});
