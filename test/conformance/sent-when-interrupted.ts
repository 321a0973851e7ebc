import type { Outcome } from '../../src/model/outcome.ts';
import type { AppliedPlan } from '../../src/render/applied-plan.ts';
import { jsonOf, type Workspace } from '../workspace.ts';
import type { Cases } from './cases.ts';

/** Interrupts an apply while the vendor has taken the first write and has not answered yet: what was sent. */
export async function sentWhenInterrupted(
  { sandbox, folder, runWith }: Workspace,
  { vendor, write }: Pick<Cases, 'vendor' | 'write'>,
  consent: readonly string[],
): Promise<Outcome[]> {
  sandbox.setFaults(vendor, [{ ...write, nth: 1, kind: 'slow', ms: 400 }]);
  const stop = new AbortController();
  const watching = setInterval(() => {
    if (sandbox.requests(vendor).some(({ fault }) => fault === 'slow')) stop.abort(new Error('interrupted'));
  }, 5);
  const ran = await runWith({ stop }, 'apply', folder, '--format', 'json', ...consent);
  clearInterval(watching);
  sandbox.setFaults(vendor, null);
  if (!stop.signal.aborted) throw new Error(`no write came: ${ran.stdout}`);
  return (jsonOf<AppliedPlan>(ran).outcome ?? []).filter(({ attempts }) => attempts > 0);
}
