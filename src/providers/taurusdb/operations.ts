import type { FactCatalogue } from '../../model/fact.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Delta } from '../provider.ts';
import { limitsOf, names, unfold } from './catalogue.ts';

export const facts: FactCatalogue = {
  'audit.enabled': 'SQL audit is on for this instance (keep_days above 0).',
};

/**
 * One PUT carries the whole policy: SetAuditLogPolicy replaces it, so nothing is left out to mean "as it is"
 * (https://support.huaweicloud.com/intl/en-us/api-taurusdb/SetAuditLogPolicy.html). Existing files are given up only by
 * a manifest that says so and switches off.
 */
export function operations(delta: Delta): Operation[] {
  const days = Number(delta.document.keep_days ?? delta.live.document?.keep_days);
  const policy =
    days === 0
      ? { keep_days: 0, reserve_audit_logs: delta.document.reserve_audit_logs !== false }
      : { keep_days: days, audit_types: typesToSend(delta), reserve_audit_logs: true };
  return [
    {
      id: `${delta.address}/set-audit-log-policy`,
      address: delta.address,
      summary: `PUT …/instances/${String(delta.target.instance_id)}/audit-log-policy: ${inWords(policy)}`,
      input: { policy } satisfies JsonObject,
      realises: delta.changes.map(({ id }) => id),
      requires: [],
      ensures: [{ fact: 'audit.enabled', holds: days > 0 }],
      repeatable: true,
      exclusive: null,
    },
  ];
}

/** Every type goes out as an empty list, so that operations of later kernels are recorded too. */
function typesToSend({ spec, live }: Delta): readonly string[] {
  const { catalogue, answered } = limitsOf(live);
  if (spec.audit_types === undefined) return answered;
  const wanted = names(spec.audit_types);
  return wanted.length === 0 ? [] : unfold(wanted, catalogue);
}

function inWords(policy: {
  readonly keep_days: number;
  readonly audit_types?: readonly string[];
  readonly reserve_audit_logs: boolean;
}): string {
  if (policy.keep_days === 0)
    return `switch SQL audit off, ${policy.reserve_audit_logs ? 'keep' : 'DELETE'} the existing log files`;
  const types =
    policy.audit_types!.length === 0 ? 'every operation type' : `${policy.audit_types!.length} operation types`;
  return `record ${types}, keep ${policy.keep_days} days`;
}
