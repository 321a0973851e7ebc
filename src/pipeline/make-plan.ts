import type { Change } from '../model/change.ts';
import { type Digest, digestInPieces } from '../model/digest.ts';
import type { Json } from '../model/json.ts';
import type { Connection, Target } from '../model/manifest.ts';
import { type Plan, PLAN_FORMAT, type PlannedTarget, type PlanSummary, type Verdict } from '../model/plan.ts';
import type { JsonPointer } from '../model/pointer.ts';
import type { Problem } from '../model/problem.ts';
import type { Provider } from '../providers/provider.ts';
import type { Kind } from '../schema/kinds.ts';
import { version } from '../version.ts';
import { scopedMembers } from './conflicts.ts';
import { createLanes } from './lanes.ts';
import type { Memory } from './record-change.ts';
import { missingConsent } from './guard.ts';
import { guardrailProblems, type Rule } from './guardrails.ts';
import { describeTarget, planTarget, type TargetPlan } from './plan-target.ts';
import { type Reading, read, withoutTwins } from './read.ts';
import { connectionKey } from './resolve-connection.ts';
import type { Sessions } from './sessions.ts';

export interface MakePlanInput {
  readonly targets: readonly Target[];
  readonly providerOf: (kind: string) => Provider;
  readonly sessions: Sessions;
  readonly rules: readonly Rule[];
  readonly memoryOf: (identity: string) => Memory;
  readonly basis: Plan['basis'];
  /** Findings of validation that are no errors. */
  readonly problems: readonly Problem[];
  readonly parallelism: number;
  readonly now: () => number;
  readonly onRead?: (reading: Reading) => void;
}

/** Reads the live settings and makes the plan. Never writes. */
export async function makePlan(input: MakePlanInput): Promise<Plan> {
  const readings = withoutTwins(await read(input.targets, input.sessions, input.parallelism, input.onRead));
  const shared = sharedValues(input.targets, input.providerOf);
  const lanes = createLanes(input.parallelism);
  const plans = await Promise.all(
    readings.map(async ({ target, live, problems }): Promise<TargetPlan> => {
      if (live === null) return unreadable(target, problems);
      const provider = input.providerOf(target.kind);
      const plan = await planTarget({
        target,
        live,
        provider,
        sessions: input.sessions,
        lanes,
        memory: input.memoryOf(live.identity),
        shared: shared(target),
      });
      const broken = guardrailProblems(input.rules, target, plan.planned.posture.desired ?? {});
      return { ...plan, problems: [...problems, ...plan.problems, ...broken] };
    }),
  );
  return assemble(plans, input);
}

function unreadable(target: Target, problems: readonly Problem[]): TargetPlan {
  const planned: PlannedTarget = {
    ...describeTarget(target),
    status: 'unreadable',
    fingerprint: null,
    unverifiable: [],
    posture: { live: null, desired: null },
    shared: {},
  };
  return { target, planned, changes: [], operations: [], waves: [], edges: [], problems };
}

/** Settings with a wider scope: what the scope will have once this plan is carried out, by whichever manifest says so. */
export function sharedValues(
  targets: readonly Target[],
  providerOf: (kind: string) => Provider,
): (target: Target) => Record<JsonPointer, Json> {
  const values = new Map<string, Json>();
  const slots = (target: Target) => {
    const scopes = providerOf(target.kind).scopes(target.target, target.connection);
    return scopedMembers(target.kind as Kind).map(({ member, scope }) => ({
      member,
      slot: `${scopes[scope]} ${member}`,
    }));
  };
  for (const target of targets) {
    for (const { member, slot } of slots(target))
      if (target.spec[member] !== undefined) values.set(slot, target.spec[member]);
  }
  return (target) =>
    Object.fromEntries(
      slots(target).flatMap(({ member, slot }) => (values.has(slot) ? [[`/${member}`, values.get(slot)!]] : [])),
    );
}

function assemble(plans: readonly TargetPlan[], input: MakePlanInput): Plan {
  const sorted = [...plans].sort((left, right) => (left.planned.address < right.planned.address ? -1 : 1));
  const changes = sorted.flatMap((plan) => plan.changes).sort(byId);
  const operations = sorted.flatMap((plan) => plan.operations).sort(byId);
  const ready = sorted.filter((plan) => plan.operations.length > 0).flatMap((plan) => plan.changes);
  const body = {
    format: PLAN_FORMAT,
    verdict: verdictOf(
      sorted.map(({ planned }) => planned),
      ready,
    ),
    summary: summarise(sorted),
    basis: input.basis,
    connections: connectionsOf(sorted),
    targets: sorted.map((plan) => plan.planned),
    changes,
    operations,
    waves: mergeWaves(sorted),
    edges: sorted.flatMap((plan) => plan.edges),
    problems: [
      ...input.problems,
      ...sorted.flatMap((plan) => plan.problems),
      ...missingConsent(ready, { weaken: [], historyLoss: [] }),
    ],
  } as const;
  const made = { at: new Date(input.now()).toISOString(), version };
  const { format, ...rest } = body;
  return { format, id: planId(body as unknown as Json), made, ...rest };
}

/** Digest of the plan without `id` and `made`. */
export function planId(plan: Json): Digest {
  const { id, made, ...body } = plan as { id?: Json; made?: Json } & Record<string, Json>;
  return digestInPieces(body);
}

/** `changes`: those that operations bring about. */
export function verdictOf(targets: readonly Pick<PlannedTarget, 'status'>[], changes: readonly Change[]): Verdict {
  if (targets.some(({ status }) => status === 'blocked' || status === 'unreadable')) return 'blocked';
  if (missingConsent(changes, { weaken: [], historyLoss: [] }).length > 0) return 'needs-consent';
  return targets.some(({ status }) => status === 'changed') ? 'ready' : 'in-sync';
}

export function summarise(plans: readonly Pick<TargetPlan, 'planned' | 'changes' | 'operations'>[]): PlanSummary {
  const status = (wanted: PlannedTarget['status']) => plans.filter(({ planned }) => planned.status === wanted).length;
  const changes = plans.flatMap((plan) => plan.changes);
  const direction = (wanted: string) => changes.filter((change) => change.direction === wanted).length;
  return {
    targets: plans.length,
    inSync: status('in-sync'),
    changed: status('changed'),
    unreadable: status('unreadable'),
    blocked: status('blocked'),
    operations: plans.reduce((sum, plan) => sum + plan.operations.length, 0),
    strengthens: direction('strengthens'),
    weakens: direction('weakens'),
    historyLoss: changes.filter((change) => change.historyLoss).length,
    neutral: direction('neutral'),
    unknown: direction('unknown'),
    unverifiable: plans.reduce((sum, { planned }) => sum + planned.unverifiable.length, 0),
  };
}

function mergeWaves(plans: readonly TargetPlan[]): string[][] {
  const depth = plans.reduce((most, plan) => Math.max(most, plan.waves.length), 0);
  return Array.from({ length: depth }, (_, index) => plans.flatMap((plan) => plan.waves[index] ?? []).sort());
}

function connectionsOf(plans: readonly TargetPlan[]): Record<string, Connection> {
  const entries = plans.map(({ target }) => [connectionKey(target.connection), target.connection] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1;
}
