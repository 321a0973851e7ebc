import { equal } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Operation } from '../../model/operation.ts';
import { isProviderError, ProviderError, unsent } from '../provider-error.ts';
import { deleteSink, getLicenseExpired, putDatabase, putPolicy, putSink } from './api.ts';
import {
  called,
  type DatabaseState,
  documentOf,
  isAudited,
  isBeingChanged,
  isChanging,
  limitsOf,
  type OperationInput,
} from './document.ts';
import { type Follower, followDatabase, gone, isGone } from './follow.ts';
import { sameMembers } from './same-members.ts';

export interface Performer extends Follower {
  /** The cluster as it is now. */
  readonly read: () => Promise<Observation>;
  /** Operations that were refused because another change was under way. */
  readonly deferred: Set<string>;
}

/** Sends one operation and follows it to its end. Throws ProviderError. */
export async function perform(operation: Operation, performer: Performer): Promise<void> {
  const input = operation.input as OperationInput;
  switch (input.call) {
    case 'set-sink':
      return putSink(performer.http, input.body);
    case 'remove-sink':
      return removeSink(performer);
    case 'set-policy':
      return putPolicy(performer.http, input.body.db_conns_auditing);
    case 'set-database':
      return setDatabase(operation.id, input, performer);
  }
}

type SetDatabase = OperationInput & { readonly call: 'set-database' };

async function setDatabase(id: string, input: SetDatabase, performer: Performer): Promise<void> {
  if (performer.deferred.has(id)) await checkUnmoved(input, performer);
  const action = await putDatabase(performer.http, input.uid, input.body).catch(async (error: unknown) => {
    if (isProviderError(error) && error.trouble === 'busy') performer.deferred.add(id);
    throw isGone(error) ? gone(input) : await licenseExpired(error, performer);
  });
  await followDatabase(performer, { uid: input.uid, name: input.name, action });
}

/** Before anything is sent. */
async function look({ read }: Performer): Promise<Observation> {
  try {
    return await read();
  } catch (error) {
    throw unsent(error);
  }
}

/** The change that was waited for is somebody's: what it set is not overwritten by a plan that did not know of it. AF501. */
async function checkUnmoved(input: SetDatabase, performer: Performer): Promise<void> {
  const live = (documentOf(await look(performer)).bdbs ?? []).find((database) => database.uid === input.uid);
  if (live === undefined) throw gone(input);
  if (equal(sameMembers(input.body, live), input.before)) return;
  throw new ProviderError(`Somebody else has changed the audit settings of database ${called(input)} meanwhile.`, {
    code: 'AF501',
    trouble: 'refused',
    fix: 'Plan again.',
  });
}

/** 403 on a database is a missing permission or an expired licence (license-keys page): the licence itself tells which. */
async function licenseExpired(error: unknown, performer: Performer): Promise<unknown> {
  if (!isProviderError(error) || error.status !== 403) return error;
  const expired = await getLicenseExpired(performer.http).catch(() => false);
  if (!expired) return error;
  return new ProviderError("The cluster's licence has expired: databases cannot be changed until it is renewed.", {
    code: 'AF502',
    trouble: 'refused',
    status: 403,
    fix: 'Renew the licence, then run the same command again.',
  });
}

/**
 * Not sent while a database still changes (that counts as neither on nor off) or one is audited; databases that no
 * manifest manages are never switched off for it.
 */
async function removeSink(performer: Performer): Promise<void> {
  const live = await look(performer);
  const changing = limitsOf(live).databases.filter((database) => isBeingChanged(database.status));
  if (changing.length > 0) throw stillChanging(changing);
  const auditing = (documentOf(live).bdbs ?? []).filter(isAudited);
  if (auditing.length > 0) throw blocked(`these databases are audited: ${auditing.map(called).join(', ')}`);
  return deleteSink(performer.http).catch((error: unknown) => {
    throw hiddenDatabase(error, live);
  });
}

function stillChanging(databases: readonly DatabaseState[]): ProviderError {
  return new ProviderError(`The sink was not removed yet: ${databases.map(called).join(', ')} still changing.`, {
    code: 'AF407',
    trouble: 'busy',
    sent: 'no',
    fix: 'Run the same command again when the databases are active.',
  });
}

function blocked(why: string): ProviderError {
  return new ProviderError(`The sink cannot be removed: ${why}.`, {
    code: 'AF502',
    trouble: 'refused',
    vendorCode: 'cannot_delete_audit_config_when_bdb_enabled',
    fix: 'Switch auditing off there first, in this manifest or by hand.',
  });
}

function hiddenDatabase(error: unknown, live: Observation): unknown {
  if (!isProviderError(error) || error.vendorCode !== 'cannot_delete_audit_config_when_bdb_enabled') return error;
  const waiting = limitsOf(live).databases.filter((database) => isChanging(database.status));
  const hint = waiting.length === 0 ? '' : ` (or one of ${waiting.map(called).join(', ')}, which are being changed)`;
  return blocked(
    `the cluster says that a database is audited, though none that this user can see is; an internal (hidden) database or one outside the user's role is${hint}`,
  );
}
