import type { Change } from '../model/change.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import { fingerprint, type Observation } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type { Edge, PlannedTarget } from '../model/plan.ts';
import type { JsonPointer } from '../model/pointer.ts';
import type { Posture } from '../model/posture.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import type { Delta, Finding, Provider } from '../providers/provider.ts';
import type { Kind } from '../schema/kinds.ts';
import { scopedMembers } from './conflicts.ts';
import type { Lanes } from './lanes.ts';
import { diff, specNode } from './diff.ts';
import type { Memory } from './record-change.ts';
import { order, type OrderFault, recheck } from './order.ts';
import { overlay } from './overlay.ts';
import { proves } from './proves.ts';
import { troubleWith } from './read.ts';
import { connectionKey } from './resolve-connection.ts';
import type { Sessions } from './sessions.ts';

/** Everything the plan says about one target. */
export interface TargetPlan {
  readonly target: Target;
  readonly planned: PlannedTarget;
  readonly changes: readonly Change[];
  readonly operations: readonly Operation[];
  readonly waves: readonly (readonly string[])[];
  readonly edges: readonly Edge[];
  readonly problems: readonly Problem[];
}

export interface PlanTargetInput {
  readonly target: Target;
  readonly live: Observation;
  readonly provider: Provider;
  readonly sessions: Sessions;
  /** What is looked up beyond the target takes its turn here. */
  readonly lanes: Lanes;
  readonly memory: Memory;
  readonly shared: Readonly<Record<JsonPointer, Json>>;
}

/** Normalise, diff, derive and order for one target that could be read. */
export async function planTarget(input: PlanTargetInput): Promise<TargetPlan> {
  const { target, live, provider, memory } = input;
  const normalised = provider.normalise(target, live);
  const difference = diff(target, live, normalised, memory);
  const { changes, unverifiable } = difference;
  const problems = placed(target, normalised.findings);
  const posture = {
    live: livePosture(provider, live),
    desired: desiredPosture(provider, live, normalised.document, target),
  };
  const planned = (status: PlannedTarget['status']): PlannedTarget => ({
    ...describeTarget(target),
    status,
    fingerprint: fingerprint(live),
    unverifiable,
    posture,
    shared: sharedMembers(target, live),
  });
  const result = (status: PlannedTarget['status'], rest: Partial<TargetPlan> = {}): TargetPlan => ({
    target,
    planned: planned(status),
    changes,
    operations: [],
    waves: [],
    edges: [],
    problems,
    ...rest,
  });
  if (hasErrors(problems)) return result('blocked');
  if (!proves(difference, target, live, normalised))
    return result('blocked', { problems: [...problems, unproven(target)] });
  if (changes.length === 0) return result('in-sync');
  const delta: Delta = { ...target, document: normalised.document, live, changes, shared: input.shared };
  const reach = await findReach(input, delta);
  const known = [...problems, ...reach];
  if (hasErrors(reach)) return result('blocked', { problems: known });
  const operations = provider.operations(delta);
  demandEachOnce(changes, operations);
  const ordered = order(operations, live.facts);
  const faults = ordered.faults.length > 0 ? ordered.faults : recheck(wavesOf(operations, ordered.waves), live.facts);
  if (faults.length > 0)
    return result('blocked', { problems: [...known, ...faults.map((fault) => faultProblem(fault, target, provider))] });
  const sorted = [...operations].sort((left, right) => (left.id < right.id ? -1 : 1));
  return result('changed', { operations: sorted, waves: ordered.waves, edges: ordered.edges, problems: known });
}

function unproven(target: Target): Problem {
  return {
    code: 'AF999',
    severity: 'error',
    message: `Two ways of comparing ${target.address} with its live settings disagree, so nothing is said about it.`,
    at: { ...target.origin, address: target.address },
    fix: 'This is a bug in auditform. Please report it with the manifest.',
  };
}

/** What the plan keeps of a target, whatever became of it. */
export function describeTarget(target: Target): Pick<PlannedTarget, 'address' | 'origin' | 'desired'> {
  const { address, origin, spec, ensure, connection } = target;
  return { address, origin, desired: { target: target.target, spec, ensure, connection: connectionKey(connection) } };
}

async function findReach({ target, sessions, lanes }: PlanTargetInput, delta: Delta): Promise<Problem[]> {
  try {
    const session = await sessions.of(target);
    return placed(target, await lanes(connectionKey(target.connection), () => session.reach(delta)));
  } catch (error) {
    return [troubleWith(target, error)];
  }
}

export function placed(target: Target, findings: readonly Finding[]): Problem[] {
  return findings.map(({ path, ...finding }) => ({
    ...finding,
    at: { ...target.locate(path), path, address: target.address },
  }));
}

/** Every change is brought about by exactly one operation: anything else is a bug of the provider, never a plan. */
function demandEachOnce(changes: readonly Change[], operations: readonly Operation[]): void {
  const realised = operations.flatMap((operation) => operation.realises).sort();
  const wanted = changes.map(({ id }) => id).sort();
  if (realised.join('\n') !== wanted.join('\n')) {
    throw new Error(`operations realise [${realised.join(', ')}] but the changes are [${wanted.join(', ')}]`);
  }
}

export function wavesOf(operations: readonly Operation[], waves: readonly (readonly string[])[]): Operation[][] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return waves.map((wave) => wave.map((id) => byId.get(id)!));
}

function faultProblem(fault: OrderFault, target: Target, provider: Provider): Problem {
  const sentence = (fact: string) =>
    provider.facts[fact] ??
    Object.entries(provider.facts).find(([key]) => key.endsWith('*') && fact.startsWith(key.slice(0, -1)))?.[1] ??
    fact;
  const message =
    fault.kind === 'unmet'
      ? `${fault.operation} needs ${fault.condition.fact} to be ${fault.condition.holds}: ${sentence(fault.condition.fact)}`
      : fault.kind === 'opposed'
        ? `${fault.operations.join(' and ')} want opposite values of ${fault.fact}.`
        : `No order fits ${fault.operations.join(', ')}: each waits for another.`;
  return {
    code: 'AF401',
    severity: 'error',
    message,
    at: { ...target.origin, address: target.address },
    fix: 'Bring it about first, or take the setting that needs it out of the manifest.',
  };
}

function sharedMembers(target: Target, live: Observation): JsonObject {
  const members = scopedMembers(target.kind as Kind).map(({ member }) => member);
  return Object.fromEntries(
    members.flatMap((member) => (live.document?.[member] === undefined ? [] : [[member, live.document[member]]])),
  );
}

function livePosture(provider: Provider, live: Observation): Posture | null {
  return live.document === null ? null : provider.posture(live.document, live);
}

/** What will be recorded when the wish holds. */
export function desiredPosture(provider: Provider, live: Observation, wanted: JsonObject, target: Target): Posture {
  if (target.ensure === 'absent') return { enabled: 'off' };
  return provider.posture(overlay(live.document ?? {}, wanted, specNode(target.kind)) as JsonObject, live);
}
