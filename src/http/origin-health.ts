import type { ProviderError } from '../providers/provider-error.ts';

/** Long enough that everything queued behind a dead endpoint fails with it, short enough that polls notice its return. */
const MEMORY_MS = 5000;

/** Which endpoints were lately found dead, so that a hundred targets do not each wait out all attempts one after another. */
export interface OriginHealth {
  /** Grows with every answer; compare to see whether anything was answered meanwhile. */
  answers(origin: string): number;
  answered(origin: string): void;
  /** `seen`: what `answers` gave when the failed request began. Answers to others since then prove the endpoint alive. */
  failed(origin: string, error: ProviderError, seen: number): void;
  /** The error to fail with at once; null: worth trying. */
  trouble(origin: string): ProviderError | null;
}

export function createOriginHealth(now: () => number): OriginHealth {
  const counts = new Map<string, number>();
  const failures = new Map<string, { readonly error: ProviderError; readonly until: number }>();
  const answers = (origin: string) => counts.get(origin) ?? 0;
  return {
    answers,
    answered(origin) {
      counts.set(origin, answers(origin) + 1);
      failures.delete(origin);
    },
    failed(origin, error, seen) {
      if (answers(origin) === seen) failures.set(origin, { error, until: now() + MEMORY_MS });
    },
    trouble(origin) {
      const failure = failures.get(origin);
      return failure !== undefined && now() < failure.until ? failure.error : null;
    },
  };
}
