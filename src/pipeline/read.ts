import type { Target } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import type { Problem } from '../model/problem.ts';
import { isProviderError } from '../providers/provider-error.ts';
import { createLanes } from './lanes.ts';
import { connectionKey } from './resolve-connection.ts';
import type { Sessions } from './sessions.ts';

export interface Reading {
  readonly target: Target;
  /** Null when the target could not be read: then nothing is known about it. */
  readonly live: Observation | null;
  readonly problems: readonly Problem[];
}

/** Reads every target, `parallelism` at a time; one that fails does not keep the others. */
export async function read(
  targets: readonly Target[],
  sessions: Sessions,
  parallelism: number,
  onDone: (reading: Reading) => void = () => {},
): Promise<Reading[]> {
  const lanes = createLanes(parallelism);
  return Promise.all(
    targets.map((target) =>
      lanes(connectionKey(target.connection), async () => {
        const reading = await readOne(target, sessions);
        onDone(reading);
        return reading;
      }),
    ),
  );
}

async function readOne(target: Target, sessions: Sessions): Promise<Reading> {
  try {
    const session = await sessions.of(target);
    const live = await session.read(target);
    return { target, live, problems: live.notes };
  } catch (error) {
    return { target, live: null, problems: [troubleWith(target, error)] };
  }
}

/** Expected trouble becomes a problem at the target; anything else is a bug and goes up. */
export function troubleWith(target: Pick<Target, 'address' | 'origin'>, error: unknown): Problem {
  if (!isProviderError(error)) throw error;
  return {
    code: error.code,
    severity: 'error',
    message: error.message,
    at: { ...target.origin, address: target.address },
    fix: error.fix,
  };
}

/** One vendor object, two addresses, found only once both were read: neither can be planned. */
export function withoutTwins(readings: readonly Reading[]): Reading[] {
  const owners = new Map<string, string[]>();
  for (const { live, target } of readings) {
    if (live !== null) owners.set(live.identity, [...(owners.get(live.identity) ?? []), target.address]);
  }
  return readings.map((reading) => {
    const twins =
      reading.live === null
        ? []
        : owners.get(reading.live.identity)!.filter((address) => address !== reading.target.address);
    if (twins.length === 0) return reading;
    const problem: Problem = {
      code: 'AF311',
      severity: 'error',
      message: `${reading.target.address} and ${twins.join(', ')} are one object at the vendor.`,
      at: { ...reading.target.origin, address: reading.target.address },
      fix: 'Keep one manifest for it.',
    };
    return { ...reading, live: null, problems: [...reading.problems, problem] };
  });
}
