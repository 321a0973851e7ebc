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
export function support({ type, engine, instanceClass }: Instance): Support {
  if (type === 'Memcache') return { verdict: 'no', why: 'it is a Memcache instance' };
  if (/^\d+(\.\d+)?$/.test(engine) && Number(engine) < 4)
    return { verdict: 'no', why: `its engine is ${engine}, and 4.0 is the oldest with audit logs` };
  if (instanceClass.startsWith('tair.essd.')) return { verdict: 'no', why: 'it is a disk-based Tair instance' };
  if (instanceClass.startsWith('tair.scm.'))
    return { verdict: 'doubtful', why: 'the vendor names persistent-memory Tair in its guides, but not in its API' };
  return { verdict: 'yes', why: '' };
}
