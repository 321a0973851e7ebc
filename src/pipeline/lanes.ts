/** A job that lasts longer waits for its vendor: from then on it takes no place. */
const PATIENCE_MS = 5_000;

/** Runs a job when there is a place for its lane, and ends as it does. */
export type Lanes = <T>(lane: string, job: () => Promise<T>) => Promise<T>;

interface Lane {
  readonly waiting: (() => void)[];
  /** Jobs that were announced and have not started; those that still wait for something else are not lined up yet. */
  announced: number;
  /** Jobs that have started and not ended. */
  running: number;
  /** A job of it has ended before it had to make room: so it is not dead. */
  isQuick: boolean;
}

/**
 * Runs so many jobs at a time, each time one of the lane that has the fewest under way: a connection that is slow, dead
 * or held by its rate limit keeps what it waits for, and not the places of the others. One that has four times as much left
 * may have twice as many under way, once one of its jobs has ended in time; and of equals the one with most left goes first,
 * for it decides when all are done.
 * Those that wait for long make room altogether, for there may be more dead endpoints than places. With one place all goes
 * strictly one after the other. `announced`: the lanes of jobs that will come, where some come late.
 */
export function createLanes(places: number, announced: readonly string[] = []): Lanes {
  const lanes = new Map<string, Lane>();
  /** Lanes with jobs that wait, by their rank. */
  const ready = new Map<number, Set<Lane>>();
  let free = places;
  const laneOf = (name: string): Lane => {
    const lane = lanes.get(name) ?? { waiting: [], announced: 0, running: 0, isQuick: false };
    lanes.set(name, lane);
    return lane;
  };
  for (const name of announced) laneOf(name).announced += 1;

  const enlist = (lane: Lane) => {
    if (lane.waiting.length === 0) return;
    const equals = ready.get(rankOf(lane)) ?? new Set();
    ready.set(rankOf(lane), equals.add(lane));
  };
  const strike = (lane: Lane) => {
    const equals = ready.get(rankOf(lane));
    equals?.delete(lane);
    if (equals?.size === 0) ready.delete(rankOf(lane));
  };
  const startNext = () => {
    while (free > 0 && ready.size > 0) {
      const [lane] = ready.get(Math.min(...ready.keys()))!;
      strike(lane!);
      free -= 1;
      lane!.running += 1;
      lane!.announced -= 1;
      const start = lane!.waiting.shift()!;
      enlist(lane!);
      start();
    }
  };
  return (name, job) => {
    const lane = laneOf(name);
    return new Promise((resolve, reject) => {
      const run = async () => {
        let holdsPlace = true;
        const makeRoom = () => {
          if (holdsPlace) free += 1;
          holdsPlace = false;
        };
        const giveUpPlace = () => {
          makeRoom();
          startNext();
        };
        const timer = places > 1 ? setTimeout(giveUpPlace, PATIENCE_MS) : undefined;
        try {
          resolve(await job());
        } catch (error) {
          reject(error);
        }
        clearTimeout(timer);
        strike(lane);
        lane.running -= 1;
        lane.isQuick ||= holdsPlace;
        enlist(lane);
        giveUpPlace();
      };
      strike(lane);
      lane.waiting.push(() => void run());
      enlist(lane);
      // Not before all that is lined up now is known: the first ones may all be of a dead lane.
      queueMicrotask(startNext);
    });
  };
}

/** The lowest goes first. Powers of two, so that there are few ranks. */
function rankOf({ running, waiting, announced, isQuick }: Lane): number {
  const left = Math.max(announced, waiting.length);
  const share = isQuick ? 2 ** (bits(left + running) / 2) : 1;
  return Math.ceil((running * 64) / share) * 32 - bits(left);
}

function bits(count: number): number {
  return 32 - Math.clz32(count);
}
