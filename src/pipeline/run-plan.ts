import { JournalError } from '../model/journal-error.ts';
import type { Target } from '../model/manifest.ts';
import type { Operation } from '../model/operation.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Edge, Plan, PlannedTarget } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { ApplyContext } from './apply-context.ts';
import { applyTarget, hasMoved } from './apply-target.ts';
import { byAddress } from './by-address.ts';
import { createLanes } from './lanes.ts';
import { sharedValues } from './make-plan.ts';
import { read } from './read.ts';
import { unreproduced } from './unreproduced.ts';
import { connectionKey } from './resolve-connection.ts';

/** Carries out a plan: targets side by side, operations of one target in order. Returns an outcome for every operation, wave by wave. */
export async function runPlan(
  context: ApplyContext,
  targets: readonly Target[],
  refused: ReadonlySet<string | undefined> = new Set(),
): Promise<Outcome[]> {
  const { plan, journal, provenance } = context;
  const work = withOperations(plan, targets);
  await journal.write({
    event: 'run-started',
    address: null,
    operation: null,
    plan: plan.id,
    operations: plan.operations.length,
    ...provenance,
  });
  const waves = wavesByTarget(plan);
  const isRefused = ([target]: (typeof work)[number]) => refused.has(target.address);
  // Targets that share a lock line up only when they get it.
  const due = work.filter((one) => !isRefused(one)).map(([target]) => connectionKey(target.connection));
  const lanes = createLanes(context.parallelism, due);
  const results = await Promise.all(
    work.map((one) => {
      const [target, planned] = one;
      const own = waves.get(target.address)!;
      if (isRefused(one)) return leaveOut(context, own);
      const lane = connectionKey(target.connection);
      return applyTarget(context, target, planned, own, (job) => lanes(lane, job));
    }),
  );
  const place = new Map(plan.waves.flat().map((id, index) => [id, index]));
  const outcomes = results.flat().sort((left, right) => place.get(left.operation)! - place.get(right.operation)!);
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  const ended = { event: 'run-ended', address: null, operation: null, plan: plan.id, outcomes: counts } as const;
  await journal.write(ended).catch((error: unknown) => reportUnwritten(context, error));
  return outcomes;
}

/** Each target's operations in its own order. */
function wavesByTarget({ operations, waves }: Plan): Map<string, Operation[][]> {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const found = new Map<string, Operation[][]>();
  for (const [index, wave] of waves.entries()) {
    for (const operation of wave.flatMap((id) => byId.get(id) ?? [])) {
      const own = found.get(operation.address) ?? [];
      found.set(operation.address, own);
      own[index] = [...(own[index] ?? []), operation];
    }
  }
  // A target that has nothing in a wave of others does not wait for it.
  return new Map([...found].map(([address, own]) => [address, own.filter((wave) => wave !== undefined)]));
}

function edgesByTarget({ operations, edges }: Plan): Map<string, Edge[]> {
  const owners = new Map(operations.map(({ id, address }) => [id, address]));
  const found = new Map<string, Edge[]>();
  for (const edge of edges) {
    const owner = owners.get(edge.before) ?? '';
    found.set(owner, [...(found.get(owner) ?? []), edge]);
  }
  return found;
}

/** A target that is not what was reviewed any more; the problem beside the outcome says why. */
async function leaveOut({ onEvent }: ApplyContext, waves: readonly (readonly Operation[])[]): Promise<Outcome[]> {
  const error = 'not as it was reviewed; plan again';
  const outcomes = waves
    .flat()
    .map(({ id }): Outcome => ({ operation: id, status: 'refused', attempts: 0, ms: 0, error }));
  for (const outcome of outcomes) onEvent({ kind: 'ended', outcome });
  return outcomes;
}

/** The outcomes are what they are; that the journal's last line is missing must not hide them. */
function reportUnwritten({ onEvent }: ApplyContext, error: unknown): void {
  if (!(error instanceof JournalError)) throw error;
  onEvent({
    kind: 'problem',
    problem: { code: 'AF507', severity: 'error', message: `${error.message}.`, at: null, fix: 'Check the disk.' },
  });
}

/**
 * For a saved plan, before anything is written: which targets moved since it was made, cannot be read any more, or are not
 * changed by the plan as their wish and their live settings make it.
 */
export async function findMoved(
  context: Omit<ApplyContext, 'journal'>,
  targets: readonly Target[],
): Promise<Problem[]> {
  const work = withOperations(context.plan, targets);
  const planned = new Map(work.map(([target, entry]) => [target.address, entry]));
  const readings = await read(
    work.map(([target]) => target),
    context.sessions,
    context.parallelism,
  );
  const shared = sharedValues(targets, context.providerOf);
  const [changes, operations] = [byAddress(context.plan.changes), byAddress(context.plan.operations)];
  const waves = wavesByTarget(context.plan);
  const edges = edgesByTarget(context.plan);
  return readings.flatMap(({ target, live, problems }): Problem[] => {
    if (live === null) return [...problems];
    const at = { ...target.origin, address: target.address };
    if (hasMoved(context, target, planned.get(target.address)!, live)) {
      const message = `${target.address} changed at the vendor since the plan was made.`;
      const fix = 'Plan again, or pass --partial to apply to the others.';
      return [{ code: 'AF501', severity: 'error', message, at, fix }];
    }
    const wrong = unreproduced({
      changes: changes.get(target.address) ?? [],
      operations: operations.get(target.address) ?? [],
      waves: waves.get(target.address) ?? [],
      edges: edges.get(target.address) ?? [],
      posture: planned.get(target.address)!.posture.desired,
      target,
      live,
      provider: context.providerOf(target.kind),
      memory: context.memory.get(live.identity) ?? {},
      shared: shared(target),
    });
    if (wrong === null) return [];
    const message = `${target.address}: its manifest and its live settings do not lead to the ${wrong} in the plan.`;
    return [{ code: 'AF506', severity: 'error', message, at, fix: 'Plan again, and have that reviewed.' }];
  });
}

function withOperations(plan: Plan, targets: readonly Target[]): [Target, PlannedTarget][] {
  const busy = new Set(plan.operations.map(({ address }) => address));
  const planned = new Map(plan.targets.map((target) => [target.address, target]));
  return targets.filter(({ address }) => busy.has(address)).map((target) => [target, planned.get(target.address)!]);
}
