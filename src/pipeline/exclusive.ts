import { isProviderError } from '../providers/provider-error.ts';
import { createWideningGate, type WideningGate } from './widening-gate.ts';

/** What jobs that run side by side do one after another. */
export interface Turn {
  /** Sends one write, one at a time for all jobs of the same scope. */
  write<T>(send: () => Promise<T>): Promise<T>;
}

export interface Beside {
  /** Asked when the job comes first, and again whenever another one ends: may it run beside others that may? */
  readonly may: () => boolean;
  /** What it shares with others: an account's region. */
  readonly scope: string;
  /** How many of a scope at most. */
  readonly most: number;
}

/**
 * Runs jobs of one key in the order of their coming: alone (the turn is null), or, where both say so, side by side. Jobs
 * without a key do not wait.
 * Of each scope one begins, and each that ends well makes room for one more; a vendor that is busy takes the scope back to
 * one, since it may be another one of them that it is busy with.
 */
export type Exclusive = <T>(key: string | null, job: Job<T>, beside?: Beside) => Promise<T>;

type Job<T> = (turn: Turn | null) => Promise<T>;

export function createExclusive(): Exclusive {
  const queues = new Map<string, Queue>();
  const gates = new Map<string, WideningGate>();
  const oneByOne = createOneByOne();
  return (key, job, beside) => {
    if (key === null) return job(null);
    const queue = entry(queues, key, createQueue);
    if (beside === undefined) return queue(never, () => job(null));
    const { may, scope, most } = beside;
    return entry(
      gates,
      `${key} ${scope}`,
      createWideningGate,
    )(most, (narrow) => {
      const write: Turn['write'] = (send) =>
        oneByOne(scope, send).catch((error: unknown) => {
          if (isProviderError(error) && error.trouble === 'busy') narrow();
          throw error;
        });
      return queue(may, (alone) => job(alone ? null : { write }));
    });
  };
}

const never = () => false;

function entry<T>(map: Map<string, T>, key: string, create: () => T): T {
  const known = map.get(key) ?? create();
  map.set(key, known);
  return known;
}

type Queue = <T>(may: () => boolean, job: (alone: boolean) => Promise<T>) => Promise<T>;

/** In the order of their coming: one alone, or all that may at once. */
function createQueue(): Queue {
  const waiting: { readonly may: () => boolean; readonly start: (alone: boolean) => void }[] = [];
  let [running, isAlone] = [0, false];
  const next = () => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const alone = !first.may();
      if (running > 0 && (isAlone || alone)) return;
      waiting.shift();
      running++;
      isAlone = alone;
      first.start(alone);
    }
  };
  return async (may, job) => {
    const alone = await new Promise<boolean>((start) => {
      waiting.push({ may, start });
      next();
    });
    try {
      return await job(alone);
    } finally {
      running--;
      next();
    }
  };
}

/** One at a time in each scope. */
function createOneByOne(): <T>(scope: string, job: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (scope, job) => {
    const turn = (tails.get(scope) ?? Promise.resolve()).then(job, job);
    tails.set(
      scope,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
