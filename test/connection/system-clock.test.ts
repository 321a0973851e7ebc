import { expect, test } from 'vitest';
import { createSystemClock } from '../../src/connection/system-clock.ts';

test('a sleep ends after its time', async () => {
  const clock = createSystemClock(new AbortController().signal);
  const from = performance.now();
  await clock.sleep(20);
  expect(performance.now() - from).toBeGreaterThanOrEqual(19);
});

test('a sleep rejects with the reason when the run is interrupted', async () => {
  const controller = new AbortController();
  const sleep = createSystemClock(controller.signal).sleep(3_600_000);
  const reason = new Error('interrupted');
  controller.abort(reason);
  await expect(sleep).rejects.toBe(reason);
});

test('a sleep does not begin in a run that was interrupted', async () => {
  const reason = new Error('interrupted');
  await expect(createSystemClock(AbortSignal.abort(reason)).sleep(3_600_000)).rejects.toBe(reason);
});
