import { createSessions } from '../connection/create-sessions.ts';
import type { HostList } from '../connection/host-list.ts';
import type { Network } from '../connection/network.ts';
import { createSystemClock } from '../connection/system-clock.ts';
import { broughtAbout } from '../drift/sighting.ts';
import { readSightings, writeSightings } from '../drift/sightings-file.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { readMemory } from '../journal/read-memory.ts';
import { JournalError } from '../model/journal-error.ts';
import type { JsonObject } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { ApplyContext } from '../pipeline/apply-context.ts';
import type { ApplyEvent } from '../pipeline/apply-event.ts';
import { createExclusive } from '../pipeline/exclusive.ts';
import { findMoved, runPlan } from '../pipeline/run-plan.ts';
import { orAborted } from '../when-aborted.ts';
import { providerOf } from '../providers/index.ts';
import { alteredTargets } from './altered-targets.ts';
import type { ApplySettings } from './apply-options.ts';
import { closedSecrets } from './closed-secrets.ts';
import type { CommandContext } from './command-context.ts';
import { applyProgress } from './progress.ts';
import { openRunProgress, type RunProgress } from './run-progress.ts';
import { runSettings } from './run-settings.ts';
import type { Provenance } from './provenance.ts';
import { staleManifests } from './stale-plan.ts';

export interface CarriedOut {
  readonly outcomes: readonly Outcome[];
  readonly problems: readonly Problem[];
  readonly exit: ExitCode;
}

export interface Work {
  readonly plan: Plan;
  readonly targets: readonly Target[];
  readonly saved: boolean;
  readonly provenance: Provenance;
  /** That the plan was read over, where it was made just now. */
  readonly network: Network;
  /** Left out, as for a saved plan: those of the trusted Project, where one is named. */
  readonly hosts?: HostList;
}

/** Runs a plan that may be run. Every write is journalled; without a journal nothing is written. */
export async function carryOut(context: CommandContext, settings: ApplySettings, work: Work): Promise<CarriedOut> {
  const { plan, targets, saved } = work;
  const closed = await closedSecrets(plan, { environment: context.env, secretsDirs: settings.secretsDirs });
  if (closed.length > 0)
    return { outcomes: notRun(plan, 'a secret of this run cannot be opened'), problems: closed, exit: exitCode.error };
  const hosts = work.hosts ?? (await runSettings([], settings)).hosts;
  const { remembered, problems: unbelieved } = await readMemory(settings.journal);
  const vendors = vendorsByOperation(plan, targets);
  const task = { command: 'apply', unit: 'operations', vendors: [...vendors.values()], finishedBy: null } as const;
  const progress = openRunProgress(context, settings, task);
  const sessions = createSessions({
    mode: 'write',
    env: context.env,
    secretsDirs: settings.secretsDirs,
    signal: context.abort,
    stop: context.stop,
    settleMs: settings.settleMs,
    network: work.network,
    hosts,
    ...progress.watching,
  });
  const base: Omit<ApplyContext, 'journal'> = {
    plan,
    providerOf,
    sessions,
    provenance: { ...work.provenance, ...consentOf(settings) },
    memory: new Map(remembered),
    written: new Map(),
    exclusive: createExclusive(),
    clock: createSystemClock(context.abort),
    settleMs: settings.settleMs,
    parallelism: settings.parallelism,
    stop: context.stop,
    ...(context.cut && { cut: context.cut }),
    onEvent: counting(progress, vendors, applyProgress(context, settings, progress.say)),
  };
  // The rest the plan has told already.
  const told = unbelieved.filter(({ at }) => !plan.problems.some((known) => known.at?.file === at?.file));
  try {
    // Before anything is asked of a vendor: an altered plan may name another host for the same credentials.
    const altered = saved ? await alteredTargets(plan, settings.config, context.now()) : [];
    if (altered.length > 0) return refusedAsMoved(plan, altered, told);
    const moved = saved
      ? [...(await staleManifests(plan)), ...(await untilStopped(context, findMoved(base, targets)))]
      : [];
    if (context.stop.aborted)
      return { outcomes: notRun(plan, 'interrupted'), problems: told, exit: exitCode.interrupted };
    if (moved.length > 0 && !settings.partial) return refusedAsMoved(plan, moved, told);
    const refused = new Set(moved.map((problem) => problem.at?.address));
    const outcomes = await journalled(settings.journal, context.now, (journal) =>
      runPlan({ ...base, journal }, targets, refused),
    );
    await keepSightings(plan, outcomes, settings.journal, context.now());
    return { outcomes, problems: [...told, ...moved], exit: exitOf(outcomes, context.stop.aborted) };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    return withoutJournal(error);
  } finally {
    progress.close();
    await sessions.close();
  }
}

/** Nothing once the run is interrupted: nobody waits for what is looked at before the first write. */
async function untilStopped({ stop }: CommandContext, looking: Promise<Problem[]>): Promise<Problem[]> {
  return orAborted(stop, looking).catch((error: unknown) => {
    if (!stop.aborted) throw error;
    return [];
  });
}

function vendorsByOperation({ operations }: Plan, targets: readonly Target[]): Map<string, string> {
  const vendors = new Map(targets.map(({ address, connection }) => [address, connection.system]));
  return new Map(operations.map(({ id, address }) => [id, vendors.get(address)!]));
}

function counting(
  progress: RunProgress,
  vendors: ReadonlyMap<string, string>,
  next: (event: ApplyEvent) => void,
): (event: ApplyEvent) => void {
  return (event) => {
    // What was not begun is neither done nor failed.
    if (event.kind === 'ended' && event.outcome.status !== 'not-run')
      progress.finish(vendors.get(event.outcome.operation)!, event.outcome.status === 'done');
    next(event);
  };
}

async function journalled<T>(folder: string, now: () => number, run: (journal: Journal) => Promise<T>): Promise<T> {
  const journal = await openJournal(folder, now);
  try {
    return await run(journal);
  } finally {
    await journal.close();
  }
}

/** So that drift can tell what changed since. Not being able to keep it costs knowledge only. */
async function keepSightings(plan: Plan, outcomes: readonly Outcome[], folder: string, now: number): Promise<void> {
  const unfinished = new Set(outcomes.filter(({ status }) => status !== 'done').map(({ operation }) => operation));
  const addressesOf = (picks: (id: string) => boolean) =>
    plan.operations.filter(({ id }) => picks(id)).map(({ address }) => address);
  const done = new Set(addressesOf(() => true));
  for (const address of addressesOf((id) => unfinished.has(id))) done.delete(address);
  const seen = broughtAbout(plan, done, await readSightings(folder), new Date(now).toISOString());
  await writeSightings(folder, seen).catch(() => undefined);
}

function notRun(plan: Plan, error: string): Outcome[] {
  return plan.operations.map(({ id }) => ({ operation: id, status: 'not-run', attempts: 0, ms: 0, error }));
}

function refusedAsMoved(plan: Plan, moved: readonly Problem[], told: readonly Problem[]): CarriedOut {
  const outOfDate = new Set(moved.map((problem) => problem.at?.address));
  const outcomes = plan.operations.map(
    ({ id, address }): Outcome => ({
      operation: id,
      status: outOfDate.has(address) ? 'refused' : 'not-run',
      attempts: 0,
      ms: 0,
      error: null,
    }),
  );
  const refusals: readonly string[] = ['AF214', 'AF501', 'AF506', 'AF508'];
  const exit = moved.every(({ code }) => refusals.includes(code)) ? exitCode.refused : exitCode.error;
  return { outcomes, problems: [...told, ...moved], exit };
}

/** Nothing was sent: the run's first line is on disk before its first write. */
function withoutJournal({ message }: JournalError): CarriedOut {
  const fix = 'Pass --journal DIR with a folder that can be written.';
  const problem: Problem = {
    code: 'AF507',
    severity: 'error',
    message: `${message[0]!.toUpperCase()}${message.slice(1)}.`,
    at: null,
    fix,
  };
  return { outcomes: [], problems: [problem], exit: exitCode.refused };
}

function consentOf({ reason, consent }: ApplySettings): JsonObject {
  return reason === null
    ? {}
    : { reason, consent: { weaken: [...consent.weaken], historyLoss: [...consent.historyLoss] } };
}

function exitOf(outcomes: readonly Outcome[], interrupted: boolean): ExitCode {
  if (interrupted && outcomes.some(({ status }) => status !== 'done')) return exitCode.interrupted;
  if (outcomes.every(({ status }) => status === 'done')) return exitCode.done;
  // Refused before the first write, everywhere: nothing was written at all.
  return outcomes.every(({ status, attempts }) => status === 'refused' || (status === 'not-run' && attempts === 0))
    ? exitCode.refused
    : exitCode.stopped;
}
