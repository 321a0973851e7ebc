import { expect, test } from 'vitest';
import { createBatchQueue } from '../../src/telemetry/batch-queue.ts';

const fill = (queue: { put(item: number): void }, times: number) => {
  for (let item = 0; item < times; item += 1) queue.put(item);
};

test('all that is put in comes out once and in order, in batches of at most 512', async () => {
  const batches: number[][] = [];
  const queue = createBatchQueue<number>(async (items) => void batches.push([...items]));
  fill(queue, 1300);
  await queue.drain();
  expect(batches.map(({ length }) => length)).toEqual([512, 512, 276]);
  expect(batches.flat()).toEqual(Array.from({ length: 1300 }, (_, item) => item));
  expect(queue.lost()).toBe(0);
});

test('one batch is under way at a time', async () => {
  let [running, most] = [0, 0];
  const queue = createBatchQueue<number>(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
  });
  fill(queue, 4000);
  await Promise.all([queue.drain(), queue.drain()]);
  expect(most).toBe(1);
});

test('a collector that never answers costs bounded memory, and what it holds counts as lost', () => {
  let begun = 0;
  const queue = createBatchQueue<number>(() => {
    begun += 1;
    return new Promise(() => {});
  });
  fill(queue, 100_000);
  expect(begun).toBe(1);
  expect(queue.lost()).toBe(100_000);
});

test('a collector that refuses three batches in a row is left alone', async () => {
  let asked = 0;
  const queue = createBatchQueue<number>(async () => {
    asked += 1;
    throw new Error('refused');
  });
  for (let batch = 0; batch < 10; batch += 1) {
    fill(queue, 512);
    await queue.drain();
  }
  expect(asked).toBe(3);
  expect(queue.lost()).toBe(5120);
});

test('one that recovers gets the rest', async () => {
  let asked = 0;
  const taken: number[] = [];
  const queue = createBatchQueue<number>(async (items) => {
    asked += 1;
    if (asked < 3) throw new Error('refused');
    taken.push(...items);
  });
  fill(queue, 2000);
  await queue.drain();
  expect(taken.length).toBe(2000 - 1024);
  expect(queue.lost()).toBe(1024);
});
