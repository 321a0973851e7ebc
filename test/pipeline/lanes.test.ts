import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLanes } from '../../src/pipeline/lanes.ts';

/** A job that ends when it is told. */
function createJob() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const job = { started: false, end, run };
  function run() {
    job.started = true;
    return ended;
  }
  return job;
}
const started = (jobs: readonly { readonly started: boolean }[]) => jobs.filter((job) => job.started).length;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('lanes', () => {
  test('a job ends as it does, and so does its lane go on after one that failed', async () => {
    const lanes = createLanes(1);
    const failed = lanes('a', () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    expect(await lanes('a', async () => 'yes')).toBe('yes');
  });

  test('so many jobs run at a time, each as soon as there is a place', async () => {
    const lanes = createLanes(2);
    const jobs = [createJob(), createJob(), createJob()];
    for (const { run } of jobs) void lanes('a', run);
    await settle();
    expect(started(jobs)).toBe(2);
    jobs[0]!.end();
    await settle();
    expect(started(jobs)).toBe(3);
  });

  test('the lane with the fewest under way is next: a slow one does not keep the places of the others', async () => {
    const lanes = createLanes(4);
    const slow = Array.from({ length: 20 }, createJob);
    const quick: number[] = [];
    for (const { run } of slow) void lanes('slow', run);
    await settle();
    const rest = Array.from({ length: 50 }, () => lanes('quick', async () => void quick.push(started(slow))));
    await settle();
    expect([started(slow), quick]).toEqual([4, []]);
    slow[0]!.end();
    await Promise.all(rest);
    expect(quick).toEqual(Array.from({ length: 50 }, () => 4));
  });

  test('of lanes with equally many under way the longest queue is next: an account of many decides when all are done', async () => {
    const lanes = createLanes(4);
    const ended: number[] = [];
    const second = () => new Promise<void>((resolve) => void setTimeout(resolve, 1000));
    const one = async (job: () => Promise<void>) => {
      await job();
      ended.push(Date.now() - from);
    };
    const from = Date.now();
    for (let cluster = 0; cluster < 24; cluster++) void lanes(`cluster ${cluster}`, () => one(second));
    // The vendor takes its targets one after the other, wherever they run.
    let before = Promise.resolve();
    for (let target = 0; target < 8; target++) {
      void lanes('account', () => {
        before = before.then(second);
        return one(() => before);
      });
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect([ended.length, Math.max(...ended)]).toEqual([32, 8_000]);
  });

  test('four times as much left, twice as many under way, of those that answer', async () => {
    const lanes = createLanes(18);
    const queues = [65, 65, 17, 17].map((length) => Array.from({ length }, createJob));
    for (const [lane, jobs] of queues.entries()) for (const { run } of jobs) void lanes(`account ${lane}`, run);
    await settle();
    expect(queues.map(started)).toEqual([5, 5, 4, 4]);
    // One after the other, until each has as many as it may.
    for (let round = 0; round < 4; round++) for (const jobs of queues) jobs[round]!.end();
    await settle();
    const ended = 4;
    expect(queues.map((jobs) => started(jobs) - ended)).toEqual([6, 6, 3, 3]);
  });

  test('a dead account gets no more than others, however much it has left', async () => {
    const lanes = createLanes(16);
    const dead = Array.from({ length: 5_000 }, createJob);
    for (const { run } of dead) void lanes('dead', run);
    const from = Date.now();
    const second = () => new Promise<void>((resolve) => void setTimeout(resolve, 100));
    const alive = Promise.all(Array.from({ length: 100 }, () => lanes('alive', second))).then(() => Date.now() - from);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await alive).toBeLessThanOrEqual(1_300);
  });

  test('the largest account lets every other one begin', async () => {
    const lanes = createLanes(2);
    const seconds = (count: number) => () => new Promise<void>((resolve) => void setTimeout(resolve, count * 1000));
    for (let target = 0; target < 20_000; target++) void lanes('account', seconds(4));
    const from = Date.now();
    const clusters = Array.from({ length: 50 }, (_, index) => lanes(`cluster ${index}`, seconds(0.1)));
    const all = Promise.all(clusters).then(() => Date.now() - from);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await all).toBeLessThanOrEqual(6_000);
  });

  test('jobs that line up one by one count from the start where they are announced', async () => {
    const second = () => new Promise<void>((resolve) => void setTimeout(resolve, 1000));
    const clusters = Array.from({ length: 12 }, (_, index) => `cluster ${index}`);
    const account = Array.from({ length: 4 }, () => 'account');
    const secondsWith = async (announced: readonly string[]) => {
      const lanes = createLanes(4, announced);
      const from = Date.now();
      const ends = clusters.map((cluster) => lanes(cluster, second));
      // Each waits for a lock that the one before it holds.
      let before = Promise.resolve();
      for (const lane of account) before = before.then(() => lanes(lane, second));
      const all = Promise.all([...ends, before]).then(() => (Date.now() - from) / 1000);
      await vi.advanceTimersByTimeAsync(60_000);
      return all;
    };
    expect([await secondsWith([]), await secondsWith([...clusters, ...account])]).toEqual([7, 5]);
  });

  test('places are shared out from the start, whatever came first', async () => {
    const lanes = createLanes(4);
    const [slow, others] = [Array.from({ length: 20 }, createJob), [createJob(), createJob()]];
    for (const { run } of slow) void lanes('slow', run);
    for (const [index, { run }] of others.entries()) void lanes(`other ${index}`, run);
    await settle();
    expect([started(slow), started(others)]).toEqual([2, 2]);
  });

  test('what lasts long waits for its vendor, and makes room: there may be more dead endpoints than places', async () => {
    const lanes = createLanes(2);
    const dead = Array.from({ length: 6 }, createJob);
    for (const [index, { run }] of dead.entries()) void lanes(`dead ${index}`, run);
    const alive = createJob();
    void lanes('alive', alive.run);
    await vi.advanceTimersByTimeAsync(14_999);
    expect([started(dead), alive.started]).toEqual([6, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(alive.started).toBe(true);
  });

  test('a place that was given up is not given back twice', async () => {
    const lanes = createLanes(2);
    const jobs = Array.from({ length: 6 }, createJob);
    for (const { run } of jobs) void lanes('a', run);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(started(jobs)).toBe(4);
    for (const { end } of jobs.slice(0, 2)) end();
    await settle();
    expect(started(jobs)).toBe(4);
    for (const { end } of jobs.slice(2, 4)) end();
    await settle();
    expect(started(jobs)).toBe(6);
  });

  test('with one place all goes strictly one after the other, in order', async () => {
    const lanes = createLanes(1);
    const jobs = [createJob(), createJob()];
    for (const { run } of jobs) void lanes('a', run);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(jobs.map(({ started: has }) => has)).toEqual([true, false]);
    jobs[0]!.end();
    await settle();
    expect(started(jobs)).toBe(2);
  });

  test('every job runs once, never more at a time than there are places, in order within its lane', async () => {
    vi.useRealTimers();
    const jobs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3)), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 6 }), async (wanted, places) => {
        const lanes = createLanes(places);
        const order: Record<string, number[]> = {};
        let [running, most] = [0, 0];
        await Promise.all(
          wanted.map(([lane, ticks], index) =>
            lanes(lane, async () => {
              order[lane] = [...(order[lane] ?? []), index];
              most = Math.max(most, ++running);
              for (let tick = 0; tick < ticks; tick++) await null;
              running -= 1;
            }),
          ),
        );
        expect(most).toBeLessThanOrEqual(places);
        for (const lane of ['a', 'b', 'c'])
          expect(order[lane] ?? []).toEqual(wanted.flatMap(([own], index) => (own === lane ? [index] : [])));
      }),
    );
  });
});
