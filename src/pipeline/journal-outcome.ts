import { JournalError } from '../model/journal-error.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Ending, Run } from './operation-run.ts';

/**
 * Journals what became of an operation, and remembers what was written beyond reading: also when the settings show but
 * the vendor still works on them, for else the next run would write them again. Returns the outcome to report.
 */
export async function journalOutcome(
  { context, target, operation }: Run,
  outcome: Outcome,
  { live, receipt, shown = false }: Ending,
): Promise<Outcome> {
  const { status, attempts, ms, error } = outcome;
  const forget = operation.realises.some((id) => id.endsWith('#/ensure'));
  const learnt = (status === 'done' || shown) && (forget || receipt?.remember !== undefined);
  if (learnt)
    context.memory.set(live.identity, { ...(forget ? {} : context.memory.get(live.identity)), ...receipt?.remember });
  const memory = learnt ? { identity: live.identity, remember: receipt?.remember ?? {}, forget } : {};
  const place = { event: 'outcome', address: target.address, operation: operation.id } as const;
  try {
    await context.journal.write({ ...place, status, attempts, ms, error, ...memory });
    return outcome;
  } catch (failure) {
    if (!(failure instanceof JournalError)) throw failure;
    // What happened at the vendor happened; only its evidence is missing, and the next intent will fail.
    return { ...outcome, error: [error, failure.message].filter((text) => text !== null).join('; ') };
  }
}
