import type { Answer, Evidence } from '../model/evidence.ts';
import { isObject } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import type { Problem } from '../model/problem.ts';
import type { Provider } from '../providers/provider.ts';
import { diff } from './diff.ts';
import type { Memory } from './record-change.ts';
import { placed } from './plan-target.ts';
import { createLanes } from './lanes.ts';
import { read, troubleWith, withoutTwins } from './read.ts';
import { connectionKey } from './resolve-connection.ts';
import type { Sessions } from './sessions.ts';

export interface VerifiedTarget {
  readonly address: string;
  /** The live settings are what the manifest says. */
  readonly configured: Answer;
  /** The vendor reports that recording is on. */
  readonly effective: Answer;
  /** Records were seen to arrive. */
  readonly flowing: Answer;
  readonly evidence: readonly Evidence[];
  /** The manifest wants it not to be monitored: then nothing is to be effective or flowing. */
  readonly ensure?: 'absent';
}

export interface VerifyInput {
  readonly targets: readonly Target[];
  readonly providerOf: (kind: string) => Provider;
  readonly sessions: Sessions;
  readonly memoryOf: (identity: string) => Memory;
  readonly parallelism: number;
  readonly probe: boolean;
}

/** Asks the vendors' own status, counters and records. What could not be asked is unknown, with the problem beside it. */
export async function verifyTargets(input: VerifyInput): Promise<{ targets: VerifiedTarget[]; problems: Problem[] }> {
  const readings = withoutTwins(await read(input.targets, input.sessions, input.parallelism));
  const lanes = createLanes(input.parallelism);
  const problems = readings.flatMap((reading) => (reading.live === null ? reading.problems : []));
  const targets = await Promise.all(
    readings.map(({ target, live }) =>
      lanes(connectionKey(target.connection), () => verifyOne(input, target, live, problems)),
    ),
  );
  return { targets: targets.sort((left, right) => (left.address < right.address ? -1 : 1)), problems };
}

async function verifyOne(
  input: VerifyInput,
  target: Target,
  live: Observation | null,
  problems: Problem[],
): Promise<VerifiedTarget> {
  const unknown = {
    address: target.address,
    configured: 'unknown',
    effective: 'unknown',
    flowing: 'unknown',
    evidence: [],
    ...(target.ensure === 'absent' ? { ensure: target.ensure } : {}),
  } as const;
  if (live === null) return unknown;
  const configured = configuredAnswer(input, target, live, problems);
  try {
    const session = await input.sessions.of(target);
    return { ...unknown, configured, ...(await session.verify(target, live, input.probe)) };
  } catch (error) {
    problems.push(troubleWith(target, error));
    return { ...unknown, configured };
  }
}

function configuredAnswer(input: VerifyInput, target: Target, live: Observation, problems: Problem[]): Answer {
  const provider = input.providerOf(target.kind);
  const normalised = provider.normalise(target, live);
  const errors = placed(target, normalised.findings).filter(({ severity }) => severity === 'error');
  problems.push(...errors);
  const memory = input.memoryOf(live.identity);
  const { changes, unverifiable } = diff(target, live, normalised, memory);
  // While a change of the vendor's own is under way, the settings are neither one nor the other.
  if (errors.some(({ code }) => code === 'AF407')) return 'unknown';
  // What is neither shown nor known to have been written was not seen to differ.
  const unseen = changes.filter(
    ({ path, before }) => isObject(before) && 'hidden' in before && !Object.hasOwn(memory, path),
  );
  if (errors.length > 0 || changes.length > unseen.length) return 'no';
  if (unseen.length > 0) return 'unknown';
  // A write-only password says nothing about auditing; any other setting that is not shown leaves the question open.
  return unverifiable.some((path) => live.hidden.some((hidden) => path.startsWith(`/spec${hidden}`)))
    ? 'unknown'
    : 'yes';
}
