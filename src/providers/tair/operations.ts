import type { FactCatalogue } from '../../model/fact.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Delta } from '../provider.ts';
import { limitsOf } from './limits.ts';

export const facts: FactCatalogue = {
  'audit.enabled': 'Auditing is on for this instance.',
  'role.exists': 'The account has the service-linked role AliyunServiceRoleForKvstore, with which Tair writes audit logs.',
};

/** ModifyAuditLogConfig always says DbAudit: left out it means true. The value of Retention sent moves the whole region. */
export function operations(delta: Delta): Operation[] {
  const { address, changes, document, live } = delta;
  const on = (document.DbAudit ?? live.document?.DbAudit) === true;
  const enabling = on && live.document?.DbAudit !== true;
  const config: JsonObject = on ? { DbAudit: true, Retention: retentionAfter(delta)! } : { DbAudit: false };
  // Writes of one region race for its retention, so there is one at a time.
  const region = `tair/${limitsOf(live).region}`;
  const set: Operation = {
    id: `${address}/set-audit-log-config`,
    address,
    summary: `ModifyAuditLogConfig: ${on ? `audit, keep records ${String(config.Retention)} days in the whole region` : 'stop auditing this instance'}`,
    input: { config },
    realises: changes.map(({ id }) => id),
    requires: enabling ? [{ fact: 'role.exists', holds: true }] : [],
    ensures: [{ fact: 'audit.enabled', holds: on }],
    repeatable: true,
    exclusive: region,
  };
  return enabling && !live.facts.includes('role.exists') ? [createRole(address, region), set] : [set];
}

function createRole(address: string, region: string): Operation {
  return {
    id: `${address}/create-service-linked-role`,
    address,
    summary: 'InitializeKvstorePermission: create the service-linked role, once for the account',
    input: {},
    realises: [],
    requires: [],
    ensures: [{ fact: 'role.exists', holds: true }],
    repeatable: true,
    exclusive: region,
  };
}

/** What the region will keep: the manifest's value, another manifest's of the region, or what it keeps now. */
export function retentionAfter({ document, shared, live }: Delta): Json | undefined {
  return document.Retention ?? shared['/Retention'] ?? live.document?.Retention;
}
