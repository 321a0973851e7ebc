import { isObject } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Desired, Receipt, WriteWatch } from '../provider.ts';
import { isProviderError, ProviderError, unsent } from '../provider-error.ts';
import type { WantedConfig } from './api.ts';
import type { Observer } from './observer.ts';
import { CREATE_ROLE } from './operations.ts';
import { readConfig } from './read-config.ts';
import { isAnswerless } from './refusal.ts';
import { keptDays, type RegionRetention } from './region.ts';
import { isStuck, statusNow } from './status.ts';

export interface Writer extends Observer {
  readonly written: Set<string>;
  readonly borrowed: Set<number>;
  readonly writing?: WriteWatch | undefined;
}

/**
 * Sends one operation. A 200 is acceptance only: readings after it are unsettled until the instance is Normal, so the end
 * is seen by whoever reads back, and nobody asks twice. Throws ProviderError.
 */
export async function apply(writer: Writer, operation: Operation, { target }: Desired): Promise<Receipt> {
  if (operation.id.endsWith(`/${CREATE_ROLE}`)) {
    await writer.api.initializeKvstorePermission(writer.writing);
    return {};
  }
  const id = String(target.InstanceId);
  demandReady(writer, id);
  const config = await configOf(writer, operation, id);
  // Before it is sent: an answer that gets lost must not hide that a change is under way.
  writer.written.add(id);
  const undone = writer.region.wrote(id, config.DbAudit ? config.Retention : null);
  try {
    await writer.api.modifyAuditLogConfig(id, config, writer.writing);
  } catch (error) {
    if (isProviderError(error) && error.trouble === 'refused') undone();
    throw await finalWhenStuck(writer, id, error);
  }
  if (!config.DbAudit) return { note: 'Records stored so far stay, and are billed, until the retention ends.' };
  writer.region.set(config.Retention);
  return {};
}

/** The vendor changes settings only of instances that are Normal: what the reading just before found is not run against. */
function demandReady({ statuses }: Writer, id: string): void {
  const status = statuses.get(id);
  statuses.delete(id);
  // The vendor itself has the last word on what no waiting ends, and on a status that nobody could read.
  if (status === undefined || status === 'Normal' || isStuck(status)) return;
  throw new ProviderError(`${id} is ${status}, and the vendor changes settings only when it is Normal.`, {
    code: 'AF407',
    trouble: 'busy',
    sent: 'no',
    fix: 'Wait until the instance is Normal.',
  });
}

/** What to send. The call sets the whole region's retention, so one that is not managed here is what it is just now. */
async function configOf(writer: Writer, { input }: Operation, id: string): Promise<WantedConfig> {
  if (!isObject(input)) throw new Error('an operation of tair without input');
  if (input.DbAudit !== true) return { DbAudit: false };
  const managed = input.retentionFrom === 'manifest';
  const live = managed && input.switchManaged === true ? null : await looked(readConfig(writer.api, id, !managed));
  if (live !== null && input.switchManaged !== true && !live.enabled) {
    throw new ProviderError(`Auditing of ${id} was switched off meanwhile, and the manifest does not ask for it.`, {
      code: 'AF501',
      trouble: 'refused',
      sent: 'no',
      fix: 'Plan again; add DbAudit: true to have it on.',
    });
  }
  const planned = daysOf(input.Retention);
  if (managed || live === null) return { DbAudit: true, Retention: planned };
  const kept = live.enabled ? live.retention : keptDays(await elsewhere(writer, id), live.retention);
  if (kept === null && input.retentionFrom === 'another manifest') writer.borrowed.add(planned);
  return { DbAudit: true, Retention: kept ?? planned };
}

function daysOf(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new Error('an operation of tair that enables auditing without a retention');
}

/** Nothing when other instances may not be looked at: then what was planned counts. */
async function elsewhere({ region }: Writer, id: string): Promise<Pick<RegionRetention, 'days' | 'idle'>> {
  try {
    return await looked(region.retention(id, true));
  } catch (error) {
    if (isAnswerless(error)) return { days: null, idle: null };
    throw error;
  }
}

/** Nothing was written when only looking failed. */
async function looked<T>(looking: Promise<T>): Promise<T> {
  try {
    return await looking;
  } catch (error) {
    throw unsent(error);
  }
}

/** "Not in the running state" passes by itself, unless the instance is expired, released or broken. */
async function finalWhenStuck({ api }: Writer, id: string, error: unknown): Promise<unknown> {
  if (!isProviderError(error) || error.vendorCode !== 'IncorrectDBInstanceState') return error;
  const status = await statusNow(api, id);
  if (status === null || !isStuck(status)) return error;
  return new ProviderError(`${error.message}; ${id} is ${status}, which waiting does not end.`, {
    code: 'AF502',
    trouble: 'refused',
    fix: 'Renew or repair the instance, then plan again.',
    ...(error.status === null ? {} : { status: error.status }),
    vendorCode: error.vendorCode,
  });
}
