import { auditNotSupported } from './api-fault.ts';
import { regionRetention, supportsAudit } from './instance-facts.ts';
import { anyText, required } from './parameter-rule.ts';
import type { TairInstance, TairState } from './state.ts';
import { namedInstance, type TairAction } from './tair-action.ts';

/** Retention goes out as a string of days; what stands there before the first enabling is a quirk. */
function retentionMember(state: TairState, instance: TairInstance): { readonly Retention?: string } {
  const days = regionRetention(state, instance);
  const neverOnHere = state.quirks.neverEnabledMeans === 'instance' && instance.auditPeriods.length === 0;
  if (days !== null && !neverOnHere) return { Retention: String(days) };
  const shown = state.quirks.neverEnabledRetention;
  return shown === 'absent' ? {} : { Retention: shown };
}

export const describeAuditLogConfig: TairAction = {
  parameters: { RegionId: required(anyText), InstanceId: required(anyText) },
  run(call) {
    const { state } = call;
    const instance = namedInstance(call);
    if (!supportsAudit(instance, state.quirks)) throw auditNotSupported();
    if (!instance.auditEnabled && state.quirks.auditConfigWhileOff === 'error') throw auditNotSupported();
    const on = instance.auditEnabled;
    return {
      DbAudit: state.quirks.dbAuditType === 'boolean' ? on : String(on),
      ...retentionMember(state, instance),
    };
  },
};
