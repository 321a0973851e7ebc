import { type JsonObject, member } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';

export type RoleState = 'exists' | 'missing' | 'unknown';

/** What read keeps in `observation.limits`. */
export interface TairLimits {
  readonly region: string;
  /** The vendor says that this instance has no audit logs. */
  readonly unsupported: boolean;
  /** The service-linked role; asked only when auditing is to be switched on. */
  readonly role: RoleState;
  /** The action that said whether auditing is on. */
  readonly source: string;
}

export function asLimits({ region, unsupported, role, source }: TairLimits): JsonObject {
  return { region, unsupported, role, source };
}

export function limitsOf({ limits }: Observation): TairLimits {
  const role = member(limits, 'role');
  return {
    region: String(member(limits, 'region') ?? ''),
    unsupported: member(limits, 'unsupported') === true,
    role: role === 'exists' || role === 'missing' ? role : 'unknown',
    source: String(member(limits, 'source') ?? 'DescribeAuditLogConfig'),
  };
}
