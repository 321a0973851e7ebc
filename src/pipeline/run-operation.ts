import { JournalError } from '../model/journal-error.ts';
import type { Target } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import type { Outcome, OutcomeStatus } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import type { Receipt } from '../providers/provider.ts';
import { interrupted, isProviderError, type ProviderError } from '../providers/provider-error.ts';
import type { ApplyContext } from './apply-context.ts';
import { journalOutcome } from './journal-outcome.ts';
import { unmet } from './order.ts';
import type { Ending, Run } from './operation-run.ts';
import { createSending, type Sending } from './sending.ts';
import { type Shown, shows } from './shows.ts';
import { orAborted } from '../when-aborted.ts';

const MAX_REPEATS = 4;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

export interface RunResult {
  readonly status: OutcomeStatus;
  /** The last reading, for the steps that follow. */
  readonly live: Observation;
  /** Once it is in the journal. */
  readonly outcome: Promise<Outcome>;
}

/**
 * Carries out one operation: journals the intent, writes, reads back until the change shows, journals the outcome.
 * A write is sent again only when that is safe; one that may have been lost is read back first.
 */
export async function runOperation(run: Run, live: Observation): Promise<RunResult> {
  const { context, operation } = run;
  const started = context.clock.now();
  const missing = unmet(operation, new Set(live.facts));
  const satisfied = !run.isOpen && shows(run, live, {}).satisfied;
  const sending = createSending();
  const ending: Ending = satisfied
    ? { status: 'done', error: null, live }
    : missing.length > 0
      ? {
          status: 'failed',
          error: `a requirement no longer holds: ${missing.map((fault) => (fault.kind === 'unmet' ? fault.condition.fact : '')).join(', ')}`,
          live,
        }
      : await writeOrStop(run, live, started + context.settleMs, sending);
  const outcome: Outcome = {
    operation: operation.id,
    status: ending.status,
    attempts: sending.attempts,
    ms: context.clock.now() - started,
    error: ending.error,
    ...(ending.receipt?.note === undefined ? {} : { note: ending.receipt.note }),
  };
  return { status: ending.status, live: ending.live, outcome: record(run, outcome, ending, sending.announced) };
}

/** Every intent gets its outcome, also where it was taken back before anything was sent. */
async function record(run: Run, outcome: Outcome, ending: Ending, announced: boolean): Promise<Outcome> {
  const recorded = announced ? await journalOutcome(run, outcome, ending) : outcome;
  run.context.onEvent({ kind: 'ended', outcome: recorded });
  return recorded;
}

/**
 * As `write`; an interrupt that ends the waiting leaves the operation uncertain instead of losing its outcome, and so does
 * a bug of ours, which must not take the other targets' outcomes along.
 */
async function writeOrStop(run: Run, live: Observation, deadline: number, sending: Sending): Promise<Ending> {
  try {
    return await orAborted(run.context.cut, write(run, live, deadline, sending));
  } catch (error) {
    if (error instanceof JournalError)
      return { status: 'not-run', error: `${error.message}, so nothing more was sent`, live };
    if (isProviderError(error)) throw error;
    if (run.context.stop.aborted)
      return sending.inDoubt
        ? { status: 'uncertain', error: 'interrupted before the vendor confirmed it', live }
        : { status: 'not-run', error: said(interrupted()), live };
    run.context.onEvent({ kind: 'problem', problem: bug(run.target, error) });
    return { status: 'uncertain', error: 'auditform itself failed before the vendor confirmed it', live };
  }
}

function bug(target: Target, error: unknown): Problem {
  return {
    code: 'AF999',
    severity: 'error',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    at: { ...target.origin, address: target.address },
    fix: 'Please report this.',
  };
}

async function write(run: Run, live: Observation, deadline: number, sending: Sending): Promise<Ending> {
  const { context, operation, session, target } = run;
  const { id, summary } = operation;
  for (let attempt = 1, wait = FIRST_WAIT_MS; ; attempt++, wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const intent = { event: 'intent', address: target.address, operation: id } as const;
    const announce = () => context.journal.write({ ...intent, attempt, summary, plan: context.plan.id });
    const writing = await sending.announce(announce, context.stop);
    context.onEvent({ kind: 'started', operation: id, summary, attempt });
    try {
      if (context.stop.aborted) throw interrupted();
      const receipt = await sending.orTakenBack(context.stop, session.apply(operation, target, writing));
      return await confirm(run, live, receipt, deadline);
    } catch (error) {
      if (!isProviderError(error)) throw error;
      if (isRefusal(error)) sending.settle();
      const after = () => afterTrouble(run, live, error, { attempt, deadline, inDoubt: sending.inDoubt });
      const next = await after();
      if (next !== 'again') return next;
      context.onEvent({ kind: 'waiting', operation: id, reason: error.message });
      if (await isStopped(context, wait)) {
        const ended = await after();
        if (ended !== 'again') return ended;
      }
    }
  }
}

interface Trial {
  readonly attempt: number;
  readonly deadline: number;
  /** Something went on the wire that was not plainly refused, whatever this error is about. */
  readonly inDoubt: boolean;
}

/** Waits, and tells whether an interrupt came meanwhile. */
async function isStopped({ clock, stop }: ApplyContext, ms: number): Promise<boolean> {
  await orAborted(stop, clock.sleep(ms)).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  return stop.aborted;
}

/** Whether a failed write is final, took effect after all, or may be sent again. */
async function afterTrouble(
  run: Run,
  live: Observation,
  error: ProviderError,
  { attempt, deadline, inDoubt }: Trial,
): Promise<Ending | 'again'> {
  const { context, operation } = run;
  const { trouble } = error;
  // An interrupt takes back what still waits for its turn, the next one too.
  if (context.stop.aborted && error.sent === 'no' && !inDoubt) return { status: 'not-run', error: said(error), live };
  const doubtful = mayBeMade(error) || (context.stop.aborted && error.sent === 'no');
  if (trouble === 'refused' && !doubtful) return { status: 'failed', error: said(error), live };
  const late = context.clock.now() >= deadline;
  const back = await readBack(run, deadline);
  if (back !== null && shows(run, back, {}).satisfied) {
    const ending = await confirm(run, back, {}, deadline);
    return ending.status === 'done' ? ending : { ...ending, error: said(error) };
  }
  if (back === null && doubtful) return { status: 'uncertain', error: `${said(error)} Reading back failed too.`, live };
  const repeatable = !doubtful || (operation.repeatable && trouble === 'unavailable');
  const often = trouble === 'unavailable' && attempt >= MAX_REPEATS;
  if (repeatable && !late && !often && !context.stop.aborted) return 'again';
  if (!doubtful || isOver(error)) return { status: 'failed', error: said(error), live: back ?? live };
  return lateEffect(run, back ?? live, error, deadline);
}

/** No answer came, or one that does not say that nothing was done. */
function mayBeMade({ trouble, code, sent, status }: ProviderError): boolean {
  if (trouble === 'busy' || sent === 'no') return false;
  return trouble === 'unavailable' || (code === 'AF304' && (status === null || status < 400));
}

/** The vendor's own word that it did nothing. */
function isRefusal(error: ProviderError): boolean {
  return !mayBeMade(error) && error.sent !== 'no' && error.status !== null && error.status >= 400;
}

/** The vendor itself answered with its failure: what it has not done by now it will not do. A gateway's word is not the vendor's. */
function isOver({ status }: ProviderError): boolean {
  return status !== null && status >= 400 && ![408, 502, 504].includes(status);
}

/**
 * What became of a write nobody knows the answer of, and that is not sent again: it gets the time of one that was accepted.
 * What could be repeated, and never got an answer, has had its time.
 */
async function lateEffect(run: Run, back: Observation, error: ProviderError, deadline: number): Promise<Ending> {
  const waits = !run.operation.repeatable || error.status !== null;
  const { live, seen } = await watch(run, back, {}, waits && !run.context.stop.aborted ? deadline : 0);
  if (seen.satisfied && live.settled) return { status: 'done', error: null, live };
  const what = `It may take effect yet; these do not show so far: ${seen.missing.join(', ')}.`;
  return { status: 'uncertain', error: `${said(error).replace(/[.!?]?$/, '.')} ${what}`, live };
}

/** Reads until the change shows and the vendor has settled, or the deadline passes. */
async function confirm(run: Run, before: Observation, receipt: Receipt, deadline: number): Promise<Ending> {
  const { live, seen } = await watch(run, before, receipt, deadline);
  if (seen.satisfied && live.settled) return { status: 'done', error: null, live, receipt };
  const what = seen.satisfied
    ? ['the vendor has not settled', ...live.notes.map(({ message }) => message)].join('. ')
    : `these do not show yet: ${seen.missing.join(', ') || 'the settings could not be read back'}`;
  return {
    status: 'uncertain',
    error: `accepted, but not confirmed in time: ${what}. Run the command again later, or raise --verify-timeout.`,
    live,
    receipt,
    shown: seen.satisfied,
  };
}

/** The last reading, and what it shows: of the change in force, or at the deadline. */
async function watch(
  run: Run,
  before: Observation,
  receipt: Receipt,
  deadline: number,
): Promise<{ readonly live: Observation; readonly seen: Shown }> {
  const { clock } = run.context;
  let live = before;
  let seen: Shown = { satisfied: false, missing: [] };
  for (let wait = FIRST_WAIT_MS / 2; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const back = await readBack(run, deadline);
    if (back !== null) {
      live = back;
      seen = shows(run, live, receipt.remember ?? {});
      if (seen.satisfied && live.settled) break;
    }
    if (clock.now() >= deadline) break;
    await clock.sleep(wait);
  }
  return { live, seen };
}

/** A reading after the write, or null while the vendor cannot be read. Tries again until the deadline. */
async function readBack({ context, session, target }: Run, deadline: number): Promise<Observation | null> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await session.read(target);
    } catch (error) {
      if (!isProviderError(error)) throw error;
      if (error.trouble === 'refused' || context.clock.now() >= deadline) return null;
      await context.clock.sleep(wait);
    }
  }
}

function said(error: ProviderError): string {
  return error.fix === null ? error.message : `${error.message.replace(/[.!?]?$/, '.')} ${error.fix}`;
}
