import type { SimulatedReply } from '../../simulator.ts';
import { canAudit } from './audit-support.ts';
import type { Call } from './call.ts';
import { catalogueText, operationsOf } from './catalogue.ts';
import { readQuery } from './read-query.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbInstance, TaurusdbQuirks } from './state.ts';

/** GET …/audit-log-policy. With audit off the types are blank and the catalogue stays. */
export function showPolicy(call: Call, instance: TaurusdbInstance): SimulatedReply {
  const { quirks } = call.state;
  if (readQuery(call.request, []) === null) return refuse('DBS.280001', 'query parameters');
  const able = canAudit(instance, quirks);
  if (!able && quirks.unsupportedPolicy === 'error') return refuse('DBS.05000001');
  const on = able && instance.keepDays > 0;
  return answer({
    keep_days: on ? instance.keepDays : 0,
    audit_types: on ? shownTypes(instance, quirks) : [],
    all_audit_log_action: catalogueText(instance, quirks),
  });
}

function shownTypes(instance: TaurusdbInstance, quirks: TaurusdbQuirks): readonly string[] {
  const { auditTypes } = instance;
  const operations = operationsOf(instance, quirks);
  const all = auditTypes.length === 0 || operations.every((name) => auditTypes.includes(name));
  if (all && quirks.allTypes === 'empty') return [];
  const types = all && quirks.allTypes === 'full' ? operations : auditTypes;
  switch (quirks.readBack) {
    case 'asSent':
      return types;
    case 'catalogueOrder':
      return operations.filter((name) => types.includes(name));
    case 'reversedRepeated':
      return [...types.toReversed(), ...types.slice(0, 1)];
  }
}
