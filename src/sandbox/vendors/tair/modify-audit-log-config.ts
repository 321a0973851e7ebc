import { ApiFault, auditNotSupported } from './api-fault.ts';
import { regionRetention, supportsAudit } from './instance-facts.ts';
import { anyText, integerWithin, required, trueOrFalse } from './parameter-rule.ts';
import type { TairInstance, TairState } from './state.ts';
import { type ActionCall, logWrite, namedInstance, type TairAction } from './tair-action.ts';

function invalidRetention(): ApiFault {
  return new ApiFault(400, 'InvalidRetention', 'The specified retention is invalid.');
}

function checkReady(instance: TairInstance, state: TairState): void {
  if (instance.pending !== null) {
    throw new ApiFault(403, 'TaskHasExist', 'The task already exists. Please try again later.');
  }
  if (instance.status !== 'Normal') {
    throw new ApiFault(
      403,
      'IncorrectDBInstanceState',
      'The current state of the instance does not support this operation.',
    );
  }
  if (!supportsAudit(instance, state.quirks)) throw auditNotSupported();
}

/** ModifyAuditLogConfig page, prerequisites: latest minor version and the service-linked role; the log service must be active. */
function checkResources(instance: TairInstance, state: TairState): void {
  if (instance.minorVersionIsLatest && state.account.serviceLinkedRole && state.account.logServiceActive) return;
  throw new ApiFault(400, 'ResourceConfigError', 'The resource configuration failed.');
}

function requestedRetention(call: ActionCall, enabled: boolean): number | null {
  const value = call.parameters.get('Retention');
  if (value === undefined) {
    if (enabled) throw invalidRetention();
    return null;
  }
  return enabled || call.state.quirks.retentionWhileDisabling === 'applied' ? Number(value) : null;
}

function summarise(call: ActionCall, instance: TairInstance, enabled: boolean, days: number | null): string {
  const { state } = call;
  const before = regionRetention(state, instance);
  const sharing = state.instances.filter((other) => other.regionId === instance.regionId && other.auditEnabled);
  const retention =
    days === null
      ? ''
      : `, Retention ${before ?? 'unset'} -> ${days} in ${instance.regionId} (${sharing.length} instances with audit on)`;
  return `ModifyAuditLogConfig ${instance.instanceId}: DbAudit ${instance.auditEnabled} -> ${enabled}${retention}`;
}

/** Accepts at once; the values take effect after `settleMs`. Retention then moves the whole region. */
export const modifyAuditLogConfig: TairAction = {
  parameters: {
    InstanceId: required(anyText),
    DbAudit: trueOrFalse,
    Retention: integerWithin(1, 365, invalidRetention),
  },
  run(call) {
    const { state, now } = call;
    // Left out means true: a call that only wants another retention enables the instance.
    const enabled = call.parameters.get('DbAudit') !== 'false';
    const retentionDays = requestedRetention(call, enabled);
    const instance = namedInstance(call);
    checkReady(instance, state);
    if (enabled) checkResources(instance, state);
    logWrite(call, summarise(call, instance, enabled, retentionDays));
    instance.pending = { startedAt: now, dueAt: now + call.settleMs, enabled, retentionDays };
    return {};
  },
};
