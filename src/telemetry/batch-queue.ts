/** Hands things on in batches, one at a time, in the background. */
export interface BatchQueue<T> {
  put(item: T): void;
  /** Resolves when nothing is left. */
  drain(): Promise<void>;
  /** How many have not arrived: the queue was full, or the other side did not take them, or has not yet. */
  lost(): number;
}

const MOST = 4096;
const BATCH = 512;
/** A collector that has refused so many batches in a row is left alone. */
const PATIENCE = 3;

export function createBatchQueue<T>(send: (items: readonly T[]) => Promise<void>): BatchQueue<T> {
  const queue: T[] = [];
  let lost = 0;
  let onTheWay = 0;
  let refusals = 0;
  let sending: Promise<void> | null = null;
  const sendAll = async (least: number) => {
    while (queue.length >= least && queue.length > 0) {
      const batch = queue.splice(0, BATCH);
      if (refusals >= PATIENCE) {
        lost += batch.length;
        continue;
      }
      onTheWay = batch.length;
      const taken = await send(batch).then(
        () => true,
        () => false,
      );
      onTheWay = 0;
      refusals = taken ? 0 : refusals + 1;
      if (!taken) lost += batch.length;
    }
  };
  const start = (least: number): Promise<void> => {
    sending ??= sendAll(least).finally(() => {
      sending = null;
    });
    return sending;
  };
  return {
    put(item) {
      if (queue.length >= MOST) lost += 1;
      else queue.push(item);
      if (queue.length >= BATCH) void start(BATCH);
    },
    async drain() {
      while (sending !== null || queue.length > 0) await start(1);
    },
    lost: () => lost + onTheWay + queue.length,
  };
}
