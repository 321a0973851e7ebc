import type { HttpClient } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject, member } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Desired, ProviderIo, Receipt, WriteWatch } from '../provider.ts';
import { isProviderError, ProviderError, unsent } from '../provider-error.ts';
import { moved, patchDatabase, removeDatabase, type Shown, testDatabase } from './api.ts';
import { awaitListed } from './await-listed.ts';
import { createOnce } from './create-once.ts';
import type { Directory } from './directory.ts';
import { followConnection } from './follow-connection.ts';
import { isDown } from './live-status.ts';
import { isAt, placeOf, tripleOf } from './place.ts';
import { keepOthers, whole } from './whole-options.ts';
import { type Detail, detailOf } from './wire.ts';

export interface Clients {
  readonly http: HttpClient;
  /** For the writes that an interrupt may take back. */
  readonly writer: HttpClient;
  /** What `writer` tells. */
  readonly writing: WriteWatch | undefined;
}

/** Carries out one operation. Throws ProviderError. */
export async function write(
  { http, writer, writing }: Clients,
  io: ProviderIo,
  directory: Directory,
  { id: operation, input }: Operation,
  { target }: Desired,
): Promise<Receipt> {
  const remember = (member(input, 'remember') ?? {}) as JsonObject;
  const id = String(member(input, 'id'));
  const body = (member(input, 'body') ?? {}) as JsonObject;
  if (operation.endsWith('/remove-database')) {
    // What cannot be undone follows a reading of its own, however young the pipeline's is.
    const there = judged(await looked(directory.show(id)), id, target) !== null;
    if (there) await directory.removing(target, id, () => removeDatabase(writer, id));
    directory.forget(target);
    return {};
  }
  if (operation.endsWith('/create-database')) {
    const secret = await opened(body, io);
    const made = await createOnce(writer, writing, directory, io.clock, target, secret).catch(
      async (error: unknown) => {
        // Others may have left it to this one to look whether they are listed.
        if (isProviderError(error)) await awaitListed(directory, io, io.clock.now() + io.settleMs);
        throw error;
      },
    );
    const deadline = io.clock.now() + io.settleMs;
    directory.learn(target, made);
    directory.fresh.unlisted.add(made);
    await bothEnded(followConnection(http, io, made, false), awaitListed(directory, io, deadline));
    return { remember };
  }
  const before = judged(await looked(directory.before(id)), id, target);
  if (before === null) throw moved(`DB Audit has no ${id} any more.`);
  if (operation.endsWith('/set-audit-options'))
    return { remember, ...(await setOptions({ http, writer }, directory, before, body)) };
  await patchDatabase(writer, id, await opened(body, io));
  await followConnection(http, io, id, isDown({ connection: before.status }));
  if (body.password !== undefined) await demandLogin(http, id);
  return { remember };
}

/** Before anything is sent. */
async function looked(looking: Promise<Shown | null>): Promise<Shown | null> {
  try {
    return await looking;
  } catch (error) {
    throw unsent(error);
  }
}

/** What the id is just now: nothing is written to an object that has become another one. */
function judged(shown: Shown | null, id: string, target: JsonObject): Detail | null {
  if (shown === null) return null;
  if (!isAt(placeOf(shown.body, shown.source), target)) throw moved(`${id} is not ${tripleOf(target)} any more.`);
  return detailOf(shown.body, shown.source);
}

/** Side by side; the first one's failure is the one that counts. */
async function bothEnded(...work: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(work)) if (end.status === 'rejected') throw end.reason;
}

async function setOptions(
  { http, writer }: Pick<Clients, 'http' | 'writer'>,
  directory: Directory,
  before: Detail,
  body: JsonObject,
): Promise<Receipt> {
  const wanted = body.audit_options;
  if (!isObject(wanted)) {
    await patchDatabase(writer, before.id, body);
    return {};
  }
  await patchDatabase(writer, before.id, { ...body, audit_options: whole(before.auditOptions, wanted) });
  return before.auditOptions === undefined ? {} : keepOthers(http, directory, before, wanted);
}

/** Secrets are opened here, just before they are sent. */
async function opened(body: JsonObject, io: ProviderIo): Promise<JsonObject> {
  if (body.password === undefined) return body;
  if (!isObject(body.password as Json)) throw new Error('a password must be a reference');
  return { ...body, password: await io.secret(body.password) };
}

/** Stored is not the same as working, so a rotation counts once the vendor has logged in with the new password. */
async function demandLogin(http: HttpClient, id: string): Promise<void> {
  const result = await testDatabase(http, id, 'write').catch((error: unknown) => {
    if (!isProviderError(error)) throw error;
    return null;
  });
  if (result?.success !== false) return;
  throw new ProviderError(`DB Audit stored the password of ${id}, but cannot log in with it: ${result.says}.`, {
    code: 'AF502',
    trouble: 'refused',
    fix: 'Make the password valid at the database first, then run again.',
  });
}
