import type { Instance } from './wire.ts';

/** Whether an instance can have audit logs, and why not. */
export interface Support {
  readonly verdict: 'yes' | 'doubtful' | 'no';
  readonly why: string;
}

/**
 * Community Edition and DRAM-based Tair from 4.0 on (ModifyAuditLogConfig). User guides add persistent memory, and no
 * page adds disk-based storage. What the list does not say is left to the vendor.
 */
export function support(instance: Instance): Support {
  const { instanceClass } = instance;
  const never = neverAudited(instance);
  if (never !== null) return { verdict: 'no', why: never };
  if (instanceClass.startsWith('tair.essd.')) return { verdict: 'no', why: 'it is a disk-based Tair instance' };
  if (instanceClass.startsWith('tair.scm.'))
    return { verdict: 'doubtful', why: 'the vendor names persistent-memory Tair in its guides, but not in its API' };
  return { verdict: 'yes', why: '' };
}

/**
 * Why an instance surely has no audit logs, so that none need be asked for; null: it may have. The classes are not
 * reason enough: the guide of 2025 names none that is left out.
 */
export function neverAudited({ type, engine }: Instance): string | null {
  if (type === 'Memcache') return 'it is a Memcache instance';
  const old = /^\d+(\.\d+)?$/.test(engine) && Number(engine) < 4;
  return old ? `its engine is ${engine}, and 4.0 is the oldest with audit logs` : null;
}
