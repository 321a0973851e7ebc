import { isProviderError, ProviderError } from '../provider-error.ts';
import type { TairApi } from './api.ts';
import { isAnswerless } from './refusal.ts';
import { support } from './support.ts';
import type { Attribute, AuditConfig, Instance } from './wire.ts';

export interface Reading extends AuditConfig {
  /** The vendor says that this instance has no audit logs at all. */
  readonly unsupported: boolean;
  /** The action whose answer settled it. */
  readonly source: 'DescribeAuditLogConfig' | 'DescribeInstanceAttribute';
  /** Why the reading is weaker than it should be, as a sentence; null: it is not. */
  readonly doubt: string | null;
}

/**
 * Audit settings of one instance. Some pages say that DescribeAuditLogConfig can only be called while auditing is on,
 * so when it refuses, the instance's AuditLogRetention decides. Throws ProviderError: AF304 where neither tells.
 * Days that no answer gives while auditing is on are null where `daysMatter` is false.
 */
export async function readConfig(api: TairApi, id: string, daysMatter = true): Promise<Reading> {
  const config = await api.describeAuditLogConfig(id).catch((error: unknown) => {
    if (isOpen(error)) return error;
    throw error;
  });
  if (isProviderError(config)) return secondWitness(api, id, config);
  const reading = { ...config, unsupported: false, source: 'DescribeAuditLogConfig', doubt: null } as const;
  if (!config.enabled || config.retention !== null) return reading;
  return { ...reading, retention: await missingDays(api, id, daysMatter) };
}

/** Refused by the instance's state, as against unknown instance, missing permission, odd answer or unknown action. */
function isOpen(error: unknown): error is ProviderError {
  if (!isAnswerless(error) || error.vendorCode === 'InvalidApi.NotFound') return false;
  // An answer that cannot be used, such as a page of HTML, names no code: it says nothing about the instance.
  const named = error.status !== null && (error.vendorCode ?? '') !== '';
  return named && error.code !== 'AF303' && error.code !== 'AF305';
}

async function secondWitness(api: TairApi, id: string, first: ProviderError): Promise<Reading> {
  const off = { enabled: false, retention: null, unsupported: false, doubt: null } as const;
  const refused = `DescribeAuditLogConfig answered ${first.vendorCode} for ${id}`;
  const attribute = await attributeOf(api, id);
  const days = isProviderError(attribute) ? null : attribute.auditLogRetention;
  if (days === 0) return { ...off, source: 'DescribeInstanceAttribute' };
  if (days !== null)
    throw undecided(`${refused}, but DescribeInstanceAttribute says that records are kept ${days} days`);
  // The code's own meaning is "no audit logs here, or not enabled"; any other code needs a witness.
  if (first.code === 'AF306') {
    const instance = await listed(api, id);
    const unsupported = instance !== null && support(instance).verdict !== 'yes';
    const doubt = unsupported ? null : `${refused}, which is taken as "off": no other answer says so or denies it.`;
    return { ...off, unsupported, source: 'DescribeAuditLogConfig', doubt };
  }
  throw undecided(
    isProviderError(attribute)
      ? `${refused}, and what else could tell did not: ${attribute.message}`
      : `${refused}, and DescribeInstanceAttribute has no AuditLogRetention`,
  );
}

async function missingDays(api: TairApi, id: string, matter: boolean): Promise<number | null> {
  const attribute = await attributeOf(api, id);
  const days = isProviderError(attribute) ? null : attribute.auditLogRetention;
  if (days !== null && days > 0) return days;
  if (!matter) return null;
  const more = isProviderError(attribute) ? `: ${attribute.message}` : '';
  throw undecided(`Auditing of ${id} is on, but neither Retention nor AuditLogRetention says for how many days${more}`);
}

/** The attribute, or why it is out of reach. Throws what may pass, and absence. */
async function attributeOf(api: TairApi, id: string): Promise<Attribute | ProviderError> {
  try {
    return await api.describeInstanceAttribute(id);
  } catch (error) {
    if (isAnswerless(error) && error.code !== 'AF305') return error;
    throw error;
  }
}

async function listed(api: TairApi, id: string): Promise<Instance | null> {
  try {
    return await api.describeInstance(id);
  } catch (error) {
    if (isAnswerless(error)) return null;
    throw error;
  }
}

function undecided(message: string): ProviderError {
  return new ProviderError(message, {
    code: 'AF304',
    trouble: 'refused',
    fix: 'Look at the instance in the console, and plan again when it is Normal.',
  });
}
