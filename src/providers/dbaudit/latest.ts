import type { Clock } from '../provider.ts';

/** A reading is as good as one made now for less than the pipeline's shortest wait before it tries anything again. */
const MOMENT_MS = 250;
/** Readings that nobody came for are let go. */
const MOST = 100;

export interface Timed<T> {
  readonly value: T;
  /** When it was read. */
  readonly at: number;
}

/** What was read a moment ago, by id: good for one use. */
export interface Latest<T> {
  /** `at`: when it was read, where that was earlier. */
  keep(id: string, value: T, at?: number): void;
  take(id: string): Timed<T> | null;
}

export function createLatest<T>(clock: Clock): Latest<T> {
  const kept = new Map<string, Timed<T>>();
  return {
    keep: (id, value, at = clock.now()) => {
      kept.delete(id);
      kept.set(id, { value, at });
      if (kept.size > MOST) kept.delete(kept.keys().next().value!);
    },
    take: (id) => {
      const found = kept.get(id);
      kept.delete(id);
      return found !== undefined && clock.now() - found.at < MOMENT_MS ? found : null;
    },
  };
}
