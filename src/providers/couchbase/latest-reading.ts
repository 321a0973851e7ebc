import type { Clock } from '../provider.ts';
import type { ClusterReading } from './cluster-reader.ts';

/** A reading is as good as one made now for less than the pipeline's shortest wait before it tries anything again. */
const MOMENT_MS = 250;

export interface TimedReading {
  readonly reading: ClusterReading;
  /** When it was made. */
  readonly at: number;
}

/** What was read a moment ago: good for one use. */
export interface LatestReading {
  /** `at`: when it was made, where that was earlier. */
  keep(reading: ClusterReading, at?: number): void;
  take(): TimedReading | null;
}

export function createLatestReading(clock: Clock): LatestReading {
  let kept: TimedReading | null = null;
  return {
    keep: (reading, at = clock.now()) => {
      kept = { reading, at };
    },
    take: () => {
      const found = kept;
      kept = null;
      return found !== null && clock.now() - found.at < MOMENT_MS ? found : null;
    },
  };
}
