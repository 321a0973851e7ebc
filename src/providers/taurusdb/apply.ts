import { canonical, member } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Desired, Receipt, WriteWatch } from '../provider.ts';
import { ProviderError, unsent } from '../provider-error.ts';
import type { TaurusDBApi } from './api.ts';
import { hindrances } from './readiness.ts';
import { isAnswerless } from './refusal.ts';
import type { Instance } from './wire.ts';

/**
 * One PUT of the whole policy, to an instance that is fit for it right now. Whether the new policy shows at once is
 * not documented; reading back until it does is the pipeline's. Throws ProviderError.
 */
export async function apply(
  api: TaurusDBApi,
  { input }: Operation,
  { target }: Desired,
  writing?: WriteWatch,
): Promise<Receipt> {
  const instanceId = String(target.instance_id);
  const policy = member(input, 'policy')!;
  const instance = await api.findInstance(instanceId).catch(unknown);
  if (instance !== null) demandFit(instance, Number(member(policy, 'keep_days')) > 0);
  await api.setAuditLogPolicy(instanceId, canonical(policy), writing);
  return {};
}

/** Who may not look it up may still write: then the vendor judges. */
function unknown(error: unknown): null {
  if (isAnswerless(error)) return null;
  throw unsent(error);
}

function demandFit(instance: Instance, enabling: boolean): void {
  const [hindrance] = hindrances(instance, enabling);
  if (hindrance === undefined) return;
  const { code, message, fix, lasting } = hindrance;
  throw new ProviderError(message, { code, fix, trouble: lasting ? 'refused' : 'busy', sent: 'no' });
}
