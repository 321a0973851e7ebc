import { isProviderError } from '../providers/provider-error.ts';

/** What jobs that run side by side do one after another. */
export interface Turn {
  /** Sends one write, one at a time for each `scope`. */
  write<T>(scope: string, send: () => Promise<T>): Promise<T>;
}

export interface Beside {
  /** Asked when the job comes first, and again whenever another one ends: may it run beside others that may? */
  readonly may: () => boolean;
  /** How many at most. */
  readonly most: number;
}

/**
 * Runs jobs of one key in the order of their coming: alone (the turn is null), or, where both say so, side by side. Jobs
 * without a key do not wait.
 * Side by side they start with one, and each that ends well makes room for one more; a vendor that is busy takes them
 * back to one, since it may be another one of them that it is busy with.
 */
export type Exclusive = <T>(key: string | null, job: Job<T>, beside?: Beside) => Promise<T>;

type Job<T> = (turn: Turn | null) => Promise<T>;

const ALONE: Beside = { may: () => false, most: 1 };

export function createExclusive(): Exclusive {
  const queues = new Map<string, Enter>();
  return (key, job, beside = ALONE) => {
    if (key === null) return job(null);
    const enter = queues.get(key) ?? createQueue();
    queues.set(key, enter);
    return enter(job, beside);
  };
}

type Enter = <T>(job: Job<T>, beside: Beside) => Promise<T>;

function createQueue(): Enter {
  const waiting: { readonly beside: Beside; readonly start: (alone: boolean) => void }[] = [];
  const oneByOne = createOneByOne();
  let [running, isAlone, width] = [0, false, 1];
  const next = () => {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const alone = !first.beside.may();
      if (running > 0 && (isAlone || alone || running >= Math.min(width, first.beside.most))) return;
      waiting.shift();
      running++;
      isAlone = alone;
      first.start(alone);
    }
  };
  const end = (isWell: boolean) => {
    running--;
    width = isWell ? width + 1 : 1;
    next();
  };
  const turnBeside = (collided: () => void): Turn => ({
    write: (scope, send) =>
      oneByOne(scope, send).catch((error: unknown) => {
        if (isProviderError(error) && error.trouble === 'busy') collided();
        throw error;
      }),
  });
  return <T>(job: Job<T>, beside: Beside) =>
    new Promise<T>((resolve, reject) => {
      const run = async (alone: boolean) => {
        let isWell = true;
        const collided = () => {
          [isWell, width] = [false, 1];
        };
        try {
          resolve(await job(alone ? null : turnBeside(collided)));
        } catch (error) {
          isWell = false;
          reject(error);
        } finally {
          end(isWell);
        }
      };
      waiting.push({ beside, start: (alone) => void run(alone) });
      next();
    });
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
