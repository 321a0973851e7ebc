import pLimit from 'p-limit';
import type { Json } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import { fingerprint, type Observation } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type { Outcome } from '../model/outcome.ts';
import type { PlannedTarget } from '../model/plan.ts';
import type { Session } from '../providers/provider.ts';
import { interrupted } from '../providers/provider-error.ts';
import type { Kind } from '../schema/kinds.ts';
import type { ApplyContext } from './apply-context.ts';
import { scopedMembers } from './conflicts.ts';
import type { Turn } from './exclusive.ts';
import { troubleWith } from './read.ts';
import { runOperation } from './run-operation.ts';
import { orAborted } from '../when-aborted.ts';

/** A promise: once it is in the journal. */
type Recorded = Outcome | Promise<Outcome>;

/**
 * Carries out one target's operations, wave by wave. A failure stops the later steps of this target only. `place` is one
 * of the run's places, taken after the lock: targets that wait for each other must not keep the others out.
 */
export async function applyTarget(
  context: ApplyContext,
  target: Target,
  planned: PlannedTarget,
  waves: readonly (readonly Operation[])[],
  place: <T>(job: () => Promise<T>) => Promise<T>,
): Promise<Outcome[]> {
  const operations = waves.flat();
  const all = (status: Outcome['status'], error: string): Outcome[] =>
    operations.map(({ id }) => ({ operation: id, status, attempts: 0, ms: 0, error }));
  if (context.stop.aborted) return all('not-run', 'interrupted');
  const keys = operations.map(({ exclusive }) => exclusive).filter((key) => key !== null);
  const apply = async (turn: Turn | null): Promise<readonly Recorded[]> => {
    const start = await freshReading(context, target, planned);
    if (typeof start !== 'string') {
      const session = turn === null ? start.session : inTurn(context, start.session, turn);
      return runWaves(context, target, session, waves, start);
    }
    const outcomes = all(context.stop.aborted ? 'not-run' : 'refused', start);
    for (const outcome of outcomes) context.onEvent({ kind: 'ended', outcome });
    return outcomes;
  };
  // The first write of targets that share a lock must follow its own fresh reading, so the whole target holds it.
  const outcomes = await context.exclusive(keys[0] ?? null, (turn) => place(() => apply(turn)), {
    may: () => leavesSharedAlone(context, target, operations),
    scope: scopeOf(context, target),
    most: context.parallelism,
  });
  // Others need the place and the lock more than the disk does, which writes what was done.
  return Promise.all(outcomes);
}

/**
 * Whether everything that this target shares with others is by now as its own writes will leave it: then they change
 * nothing that another one has read. False where nothing is shared: a lock then guards something else.
 */
function leavesSharedAlone(context: ApplyContext, target: Target, operations: readonly Operation[]): boolean {
  const slots = sharedSlots(context, target);
  const changed = new Set(operations.flatMap(({ realises }) => realises));
  const isSet = ([slot, member]: [string, string]) =>
    !changed.has(`${target.address}#/${member}`) || context.written.get(slot) === target.spec[member];
  const isMade = ({ realises, ensures }: Operation) =>
    realises.length > 0 ||
    ensures.every(({ fact, holds }) => context.written.get(`${scopeOf(context, target)} ${fact}`) === holds);
  return slots.length > 0 && slots.every(isSet) && operations.every(isMade);
}

/** The session, with writes that wait for those of the targets beside it. */
function inTurn({ stop }: ApplyContext, session: Session, turn: Turn): Session {
  const send = async (...write: Parameters<Session['apply']>) => {
    if (stop.aborted) throw interrupted();
    return session.apply(...write);
  };
  return { ...session, apply: (...write) => turn.write(() => send(...write)) };
}

/** All that a target shares with others, as far as manifests tell. */
function scopeOf(context: Pick<ApplyContext, 'providerOf'>, { kind, target, connection }: Target): string {
  return Object.values(context.providerOf(kind).scopes(target, connection)).join(' ');
}

interface Start {
  readonly session: Session;
  readonly live: Observation;
  /** It shows what the plan saw, and hides nothing: what the plan found to change is still to be changed. */
  readonly asPlanned: boolean;
}

/** Reads again just before the first write. Text says why the target is refused. */
async function freshReading(context: ApplyContext, target: Target, planned: PlannedTarget): Promise<Start | string> {
  if (context.stop.aborted) return 'interrupted';
  try {
    const session = await context.sessions.of(target);
    // Nothing of this target is at the vendor yet: an interrupt does not wait for what others keep it from being read.
    const live = await orAborted(context.stop, session.read(target));
    const isAlike = fingerprint(live) === planned.fingerprint;
    return !isAlike && hasMoved(context, target, planned, live)
      ? 'live settings moved since the plan was made; plan again'
      : { session, live, asPlanned: isAlike && live.hidden.length === 0 };
  } catch (error) {
    if (context.stop.aborted) return 'interrupted';
    return `could not be read again before writing: ${troubleWith(target, error).message}`;
  }
}

/** Moved, other than by what this run itself wrote to a setting that the vendor shares between targets. */
export function hasMoved(
  context: Pick<ApplyContext, 'written' | 'providerOf'>,
  target: Target,
  planned: PlannedTarget,
  live: Observation,
): boolean {
  if (fingerprint(live) === planned.fingerprint) return false;
  const before: Record<string, Json> = { ...live.document };
  for (const [slot, member] of sharedSlots(context, target)) {
    const ours = context.written.get(slot);
    if (ours !== undefined && live.document?.[member] === ours && planned.shared[member] !== undefined)
      before[member] = planned.shared[member];
  }
  return live.document === null || fingerprint({ ...live, document: before }) !== planned.fingerprint;
}

function sharedSlots(context: Pick<ApplyContext, 'providerOf'>, target: Target): [slot: string, member: string][] {
  const scopes = context.providerOf(target.kind).scopes(target.target, target.connection);
  return scopedMembers(target.kind as Kind).map(({ member, scope }) => [`${scopes[scope]} ${member}`, member]);
}

async function runWaves(
  context: ApplyContext,
  target: Target,
  session: Session,
  waves: readonly (readonly Operation[])[],
  start: Start,
): Promise<readonly Recorded[]> {
  const atOnce = Math.min(context.providerOf(target.kind).writesAtOnce, context.parallelism);
  const outcomes: Recorded[] = [];
  const last = waves.at(-1)?.at(-1);
  let { live } = start;
  let stopped: string | null = null;
  for (const wave of waves) {
    const before = live;
    const run = async (operation: Operation): Promise<{ readonly outcome: Recorded }> => {
      const reason = stopped ?? (context.stop.aborted ? 'interrupted' : null);
      if (reason !== null)
        return { outcome: { operation: operation.id, status: 'not-run', attempts: 0, ms: 0, error: reason } };
      const isOpen = start.asPlanned && before === start.live && operation.realises.length > 0;
      const result = await runOperation({ context, target, session, operation, isOpen }, before);
      live = result.live;
      if (result.status === 'done') remember(context, target, operation, result.live);
      else stopped = `${operation.id} did not succeed`;
      // A step follows what is on record; only after the last one nobody waits for the disk.
      if (operation !== last) await result.outcome;
      return result;
    };
    const ended = wave.length === 1 ? [await run(wave[0]!)] : await Promise.all(sideBySide(wave, run, atOnce));
    outcomes.push(...ended.map(({ outcome }) => outcome));
  }
  return outcomes;
}

function sideBySide<T>(wave: readonly Operation[], run: (operation: Operation) => Promise<T>, atOnce: number) {
  const limit = pLimit(atOnce);
  return wave.map((operation) => limit(() => run(operation)));
}

/** What is in force now for all that share it: settings, and what steps without a change of their own have made. */
function remember(context: ApplyContext, target: Target, operation: Operation, live: Observation): void {
  for (const [slot, member] of sharedSlots(context, target)) {
    const value = live.document?.[member];
    if (value !== undefined && value === target.spec[member]) context.written.set(slot, value);
  }
  if (operation.realises.length > 0) return;
  for (const { fact, holds } of operation.ensures) context.written.set(`${scopeOf(context, target)} ${fact}`, holds);
}
