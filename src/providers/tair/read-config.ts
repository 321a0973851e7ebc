import { isProviderError, ProviderError } from '../provider-error.ts';
import type { TairApi } from './api.ts';
import { isAnswerless } from './refusal.ts';
import { support } from './support.ts';
import type { AuditConfig } from './wire.ts';

export interface Reading extends AuditConfig {
  /** The vendor says that this instance has no audit logs at all. */
  readonly unsupported: boolean;
  /** The action whose answer settled it. */
  readonly source: 'DescribeAuditLogConfig' | 'DescribeInstanceAttribute';
}

/**
 * Audit settings of one instance. Some pages say that DescribeAuditLogConfig can only be called while auditing is on,
 * so when it refuses, the instance's AuditLogRetention decides. Throws ProviderError: AF304 where neither tells.
 */
export async function readConfig(api: TairApi, id: string): Promise<Reading> {
  const config = await api.describeAuditLogConfig(id).catch((error: unknown) => {
    if (isOpen(error)) return error;
    throw error;
  });
  if (isProviderError(config)) return secondWitness(api, id, config);
  const reading = { ...config, unsupported: false, source: 'DescribeAuditLogConfig' } as const;
  return config.enabled && config.retention === null ? { ...reading, retention: await missingDays(api, id) } : reading;
}

/** Refused by the instance's state, as against unknown instance, missing permission, odd answer or unknown action. */
function isOpen(error: unknown): error is ProviderError {
  if (!isAnswerless(error) || error.vendorCode === 'InvalidApi.NotFound') return false;
  return error.status !== null && error.vendorCode !== '' && error.code !== 'AF303' && error.code !== 'AF305';
}

async function secondWitness(api: TairApi, id: string, first: ProviderError): Promise<Reading> {
  const { auditLogRetention } = await api.describeInstanceAttribute(id);
  const off = { enabled: false, retention: null, unsupported: false, source: 'DescribeInstanceAttribute' } as const;
  if (auditLogRetention === 0) return off;
  const refused = `DescribeAuditLogConfig answered ${first.vendorCode} for ${id}`;
  if (auditLogRetention !== null)
    throw undecided(`${refused}, but DescribeInstanceAttribute says that records are kept ${auditLogRetention} days`);
  const instance = first.code === 'AF306' ? await api.describeInstance(id) : null;
  if (instance !== null && support(instance).verdict !== 'yes') return { ...off, unsupported: true };
  throw undecided(`${refused}, and DescribeInstanceAttribute has no AuditLogRetention`);
}

async function missingDays(api: TairApi, id: string): Promise<number> {
  const { auditLogRetention } = await api.describeInstanceAttribute(id);
  if (auditLogRetention !== null && auditLogRetention > 0) return auditLogRetention;
  throw undecided(`Auditing of ${id} is on, but neither Retention nor AuditLogRetention says for how many days`);
}

function undecided(message: string): ProviderError {
  return new ProviderError(message, {
    code: 'AF304',
    trouble: 'refused',
    fix: 'Look at the instance in the console, and plan again when it is Normal.',
  });
}
