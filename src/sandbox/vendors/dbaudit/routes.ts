import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { canSee, requireScope } from './authenticate.ts';
import type { Clock } from './clock.ts';
import { createDatabase } from './create-database.ts';
import { listDatabases } from './list-databases.ts';
import { patchDatabase } from './patch-database.ts';
import { notFound, Refusal } from './refusal.ts';
import { jsonBody, refuseBody, refuseQuery } from './request-body.ts';
import { detail, liveStatus } from './show-database.ts';
import type { DbauditCredential, DbauditDatabase, DbauditState } from './state.ts';
import { testConnection } from './test-connection.ts';

/** One authenticated call. */
export interface Call {
  readonly state: DbauditState;
  readonly credential: DbauditCredential;
  readonly request: SimulatedRequest;
  readonly clock: Clock;
}

const METHODS: Readonly<Record<string, readonly string[]>> = {
  list: ['GET', 'POST'],
  object: ['GET', 'PATCH', 'DELETE'],
  status: ['GET'],
  test: ['POST'],
};

/** The seven endpoints of the Databases page. */
export function answerCall(call: Call): SimulatedReply {
  const { credential, request } = call;
  const parts = /^\/v1\/databases(?:\/([^/]+)(?:\/(status|test))?)?$/.exec(request.path);
  if (parts === null) throw new Refusal(404, 'not_found', 'Not found.');
  const [, id, what] = parts;
  const methods = METHODS[what ?? (id === undefined ? 'list' : 'object')] ?? [];
  if (!methods.includes(request.method)) {
    throw new Refusal(405, 'method_not_allowed', 'Method not allowed.', { Allow: methods.join(', ') });
  }
  requireScope(credential, request.method === 'GET' ? 'read:databases' : 'write:databases');
  return id === undefined ? onList(call) : onObject(call, findDatabase(call, id), what);
}

function findDatabase({ state, credential }: Call, encodedId: string): DbauditDatabase {
  const id = decoded(encodedId);
  const database = state.databases.find((candidate) => candidate.id === id);
  if (database === undefined || !canSee(credential, database.id)) throw notFound();
  return database;
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function onList({ state, credential, request, clock }: Call): SimulatedReply {
  if (request.method === 'GET') {
    refuseBody(request);
    return listDatabases(state, credential, request, clock);
  }
  refuseQuery(request);
  return createDatabase(state, jsonBody(request), clock);
}

function onObject(call: Call, database: DbauditDatabase, what: string | undefined): SimulatedReply {
  const { state, request, clock } = call;
  refuseQuery(request);
  if (request.method === 'PATCH') return patchDatabase(state, database, jsonBody(request), clock);
  refuseBody(request);
  if (what === 'status') return { status: 200, body: liveStatus(state, database, clock) };
  if (what === 'test') return testConnection(state, database);
  if (request.method === 'DELETE') return deleteDatabase(call, database);
  return { status: 200, body: detail(state, database, clock) };
}

function deleteDatabase({ state, clock }: Call, database: DbauditDatabase): SimulatedReply {
  state.databases = state.databases.filter((candidate) => candidate !== database);
  const path = `/v1/databases/${database.id}`;
  state.log.push({ at: clock.now, method: 'DELETE', path, summary: `${database.id} removed from monitoring` });
  return { status: 204 };
}
