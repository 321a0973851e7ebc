import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { TaurusDBApi } from './api.ts';
import { asLimits, unfold } from './catalogue.ts';
import { identityOf } from './identity.ts';
import { hindrances } from './readiness.ts';
import { isAnswerless } from './refusal.ts';
import type { Policy } from './wire.ts';

/** The policy as it is. Throws ProviderError. */
export async function observe(api: TaurusDBApi, { address, target }: Desired): Promise<Observation> {
  const instanceId = String(target.instance_id);
  const { keepDays, auditTypes, catalogue } = await api.showAuditLogPolicy(instanceId).catch(async (error: unknown) => {
    throw await explained(api, instanceId, error);
  });
  return {
    address,
    identity: identityOf(target),
    presence: 'present',
    document: documentOf({ keepDays, auditTypes, catalogue }),
    hidden: [],
    facts: keepDays > 0 ? ['audit.enabled'] : [],
    limits: asLimits({ catalogue, answered: auditTypes }),
    settled: true,
    token: null,
    notes: [],
  };
}

/** With audit off the vendor keeps no types. `reserve_audit_logs` is never answered; until someone switches off with it false, files are kept. */
function documentOf({ keepDays, auditTypes, catalogue }: Policy): JsonObject {
  if (keepDays === 0) return { keep_days: 0 };
  return { keep_days: keepDays, audit_types: unfold(auditTypes, catalogue), reserve_audit_logs: true };
}

/** What instances that do not support SQL audit answer is not documented: a kernel that is too old explains it. */
async function explained(api: TaurusDBApi, instanceId: string, error: unknown): Promise<unknown> {
  if (!isAnswerless(error) || error.code === 'AF303' || error.code === 'AF306' || error.status === null) return error;
  const instance = await api.findInstance(instanceId).catch(() => null);
  const kernel = instance === null ? undefined : hindrances(instance, true).find(({ code }) => code === 'AF306');
  if (kernel === undefined) return error;
  const { code, message, fix } = kernel;
  return new ProviderError(`${message} ${error.message}`, {
    code,
    fix,
    trouble: 'refused',
    status: error.status,
    cause: error,
  });
}
