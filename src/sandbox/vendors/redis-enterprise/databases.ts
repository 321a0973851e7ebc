import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { visibleDatabases } from './permission.ts';
import { statusOnly } from './refusal.ts';
import { fieldsOf, leaksSecrets, shownDatabase } from './shown-database.ts';
import type { RedisDatabase } from './state.ts';

/** GET /v1/bdbs: an array without paging. */
export function listDatabases({ state, request, user }: Call): SimulatedReply {
  const fields = fieldsOf(state, request);
  const databases = visibleDatabases(state, user);
  if (databases.length > 0 && leaksSecrets(state, fields)) state.leaks += 1;
  return { status: 200, body: databases.map((database) => shownDatabase(state, database, fields)) };
}

export function getDatabase(call: Call, uid: string): SimulatedReply {
  const { state, request } = call;
  const database = findDatabase(call, uid);
  const fields = fieldsOf(state, request);
  if (leaksSecrets(state, fields)) state.leaks += 1;
  return { status: 200, body: shownDatabase(state, database, fields) };
}

/** Hidden and absent databases look the same. */
export function findDatabase({ state, user }: Call, uid: string): RedisDatabase {
  const database = visibleDatabases(state, user).find((candidate) => String(candidate.uid) === uid);
  if (database === undefined) throw statusOnly(404);
  return database;
}
