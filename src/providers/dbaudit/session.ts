import type { HttpClient } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject, member } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import type { Desired, OpenConnection, ProviderIo, Receipt, Session } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { databaseStatus, listDatabases, patchDatabase, removeDatabase } from './api.ts';
import { createOnce } from './create-once.ts';
import { discover } from './discover.ts';
import { locate } from './locate.ts';
import { observe } from './observe.ts';
import { reach } from './reach.ts';
import { verify } from './verify.ts';
import type { ListItem } from './wire.ts';

/** The smallest plan permits 1,000 calls a minute. */
const DEFAULTS = { concurrency: 8, requestsPerSecond: 16 };
const LONGEST_WAIT_MS = 15_000;

export function open(connection: OpenConnection, io: ProviderIo): Session {
  const http = io.http({
    baseUrl: connection.endpoint!,
    authenticate: async (_request, access) => ({ authorization: `Bearer ${(await io.credentials(access)).apiKey}` }),
    defaults: DEFAULTS,
  });
  // One listing serves all targets of a run, until the first write makes it old.
  let listing: Promise<readonly ListItem[]> | null = null;
  let written = false;
  const list = (): Promise<readonly ListItem[]> => {
    if (written) return listDatabases(http);
    listing ??= listDatabases(http).catch((error: unknown) => {
      listing = null;
      throw error;
    });
    return listing;
  };
  return {
    read: async (wanted) => observe(wanted, await locate(http, wanted.target, list)),
    reach: async (delta) => reach(delta),
    apply: (operation, wanted) => {
      written = true;
      return apply(http, io, operation, wanted);
    },
    verify: (_wanted, live, probe) => verify(http, live, probe, io.clock.now()),
    discover: () => discover(http),
  };
}

async function apply(
  http: HttpClient,
  io: ProviderIo,
  { id: operation, input }: Operation,
  wanted: Desired,
): Promise<Receipt> {
  const remember = (member(input, 'remember') ?? {}) as Receipt['remember'] & JsonObject;
  if (operation.endsWith('/remove-database')) {
    await removeDatabase(http, String(member(input, 'id')));
    return {};
  }
  const body = await opened(member(input, 'body') as JsonObject, io);
  if (operation.endsWith('/create-database')) {
    await followConnection(http, io, await createOnce(http, io.clock, wanted.target, body));
    return { remember };
  }
  const id = String(member(input, 'id'));
  await patchDatabase(http, id, body);
  if (!operation.endsWith('/set-audit-options')) await followConnection(http, io, id);
  return { remember };
}

/** Secrets are opened here, just before they are sent. */
async function opened(body: JsonObject, io: ProviderIo): Promise<JsonObject> {
  if (body.password === undefined) return body;
  if (!isObject(body.password as Json)) throw new Error('a password must be a reference');
  return { ...body, password: await io.secret(body.password) };
}

/** After a connection write the vendor connects anew. What is still pending at the deadline is for the caller to judge. */
async function followConnection(http: HttpClient, io: ProviderIo, id: string): Promise<void> {
  const deadline = io.clock.now() + io.settleMs;
  for (let wait = 250; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const { connection, audit } = await databaseStatus(http, id);
    if (connection === 'error' || connection === 'disconnected') {
      throw new ProviderError(`DB Audit accepted the change of ${id}, but its connection is ${connection}.`, {
        code: 'AF502',
        trouble: 'refused',
        fix: 'Check host, port, username, password and TLS settings.',
      });
    }
    if ((connection !== 'pending' && audit !== 'initializing') || io.clock.now() >= deadline) return;
    await io.clock.sleep(wait);
  }
}
