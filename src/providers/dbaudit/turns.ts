/** Who may touch the account's list just now. */
export interface Turns {
  /** Adds or removes an object: not while a listing runs. */
  changing<T>(job: () => Promise<T>): Promise<T>;
  /** Not while we add or remove objects. One at a time is the caller's business. */
  listing<T>(job: () => Promise<T>): Promise<T>;
}

/**
 * Pages are offsets into a set, and a listing counts only when its total held still: so our own creates and removals
 * wait for a listing, and a listing for those that are on their way. Other people may still disturb it.
 */
export function createTurns(): Turns {
  let changes = 0;
  let quiet: (() => void) | null = null;
  let listed: Promise<unknown> | null = null;
  return {
    changing: async (job) => {
      while (listed !== null) await listed;
      changes += 1;
      try {
        return await job();
      } finally {
        changes -= 1;
        if (changes === 0) quiet?.();
      }
    },
    listing: (job) => {
      const result = changes === 0 ? job() : new Promise<void>((resolve) => (quiet = resolve)).then(job);
      const ended = () => {
        listed = null;
        quiet = null;
      };
      listed = result.then(ended, ended);
      return result;
    },
  };
}
