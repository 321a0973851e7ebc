/** Runs one job per key at a time; jobs without a key do not wait. */
export type Exclusive = <T>(key: string | null, job: () => Promise<T>) => Promise<T>;

export function createExclusive(): Exclusive {
  const tails = new Map<string, Promise<unknown>>();
  return (key, job) => {
    if (key === null) return job();
    const turn = (tails.get(key) ?? Promise.resolve()).then(job, job);
    tails.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
