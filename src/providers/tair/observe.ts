import type { Fact } from '../../model/fact.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import type { Call } from './api.ts';
import { asLimits } from './limits.ts';
import { type AuditConfig, attributeOf, auditConfigOf } from './wire.ts';

interface Reading {
  readonly config: AuditConfig;
  readonly unsupported: boolean;
}

/**
 * One target's live settings. `watchStatus`: something was written to it in this session, so the instance's status
 * tells when the vendor is done. `roleExists` is asked only when auditing is to be switched on.
 */
export async function observe(call: Call, region: string, wanted: Desired, options: { readonly watchStatus: boolean; readonly roleExists: () => Promise<boolean> }): Promise<Observation> {
  const id = String(wanted.target.InstanceId);
  const { config, unsupported } = await readConfig(call, region, id);
  const enabling = wanted.spec.DbAudit === true && !config.enabled;
  const settled = options.watchStatus ? attributeOf(await call('DescribeInstanceAttribute', { InstanceId: id })).status === 'Normal' : true;
  const facts: Fact[] = [];
  if (config.enabled) facts.push('audit.enabled');
  if (!enabling || (await options.roleExists())) facts.push('role.exists');
  return {
    address: wanted.address,
    identity: `tair/${id}`,
    presence: 'present',
    document: documentOf(config),
    hidden: [],
    facts,
    limits: asLimits({ unsupported, region }),
    settled,
    token: null,
    notes: [],
  };
}

/** While auditing is off some pages say that the configuration cannot be read; then the instance's own attribute decides. */
async function readConfig(call: Call, region: string, id: string): Promise<Reading> {
  try {
    return { config: auditConfigOf(await call('DescribeAuditLogConfig', { RegionId: region, InstanceId: id })), unsupported: false };
  } catch (error) {
    if (!isProviderError(error) || error.vendorCode !== 'IncorrectDBInstance.NotSupported') throw error;
    const { auditLogRetention } = attributeOf(await call('DescribeInstanceAttribute', { InstanceId: id }));
    if (auditLogRetention === 0) return { config: { enabled: false, retention: null }, unsupported: false };
    // Neither witness shows audit logs on an instance that has none; anything else is a contradiction.
    if (auditLogRetention === null) return { config: { enabled: false, retention: null }, unsupported: true };
    throw new ProviderError(`DescribeAuditLogConfig says that ${id} has no audit logs, DescribeInstanceAttribute that it keeps them ${auditLogRetention} days.`, { code: 'AF304', trouble: 'refused' });
  }
}

function documentOf({ enabled, retention }: AuditConfig): JsonObject {
  return { DbAudit: enabled, ...(retention === null ? {} : { Retention: retention }) };
}
