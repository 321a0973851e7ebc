import type { SimulatedReply } from '../../simulator.ts';
import type { Clock } from './clock.ts';
import { CONNECTION_FIELDS, connects, refuseTwin } from './connection.ts';
import { checkFields, type DatabaseFields } from './database-fields.ts';
import { patchedOptions, storedTags } from './options.ts';
import { badRequest, connectionTestFailed } from './refusal.ts';
import { detail } from './show-database.ts';
import type { DbauditDatabase, DbauditState } from './state.ts';
import { written } from './write-log.ts';

const TRIPLE = ['host', 'port', 'database'] as const;

/** All or nothing: a failed connection test also keeps the other fields as they were. */
export function patchDatabase(
  state: DbauditState,
  database: DbauditDatabase,
  body: Readonly<Record<string, unknown>>,
  clock: Clock,
): SimulatedReply {
  const fields = checkFields(body, state.quirks);
  const reconnects = CONNECTION_FIELDS.some((name) => fields[name] !== undefined);
  refuseUnpatchable(state, fields, reconnects);
  const changed = changedDatabase(state, database, fields);
  if (TRIPLE.some((name) => fields[name] !== undefined)) refuseTwin(state, changed, database);
  if (reconnects && !connects(state, changed)) throw connectionTestFailed();
  Object.assign(database, changed, {
    // Two writes within a millisecond still differ.
    updatedAt: Math.max(clock.now, database.updatedAt + 1),
    ...(reconnects ? { connectingSince: clock.now, status: null } : {}),
  });
  const path = `/v1/databases/${database.id}`;
  state.log.push({ at: clock.now, method: 'PATCH', path, summary: `${database.id} changed: ${written(fields)}` });
  return answer(state, database, clock);
}

function refuseUnpatchable({ quirks }: DbauditState, fields: DatabaseFields, reconnects: boolean): void {
  if (Object.keys(fields).length === 0) throw badRequest('there is no field to change');
  if (fields.type !== undefined && quirks.patchType === 'refused') throw badRequest('field type cannot be changed');
  if (reconnects && quirks.patchConnection === 'refused') throw badRequest('connection fields cannot be changed');
}

function changedDatabase(state: DbauditState, live: DbauditDatabase, fields: DatabaseFields): DbauditDatabase {
  return {
    ...live,
    name: fields.name ?? live.name,
    type: fields.type ?? live.type,
    host: fields.host ?? live.host,
    port: fields.port ?? live.port,
    database: fields.database ?? live.database,
    username: fields.username ?? live.username,
    password: fields.password ?? live.password,
    sslMode: fields.ssl_mode ?? live.sslMode,
    sslCa: fields.ssl_ca ?? live.sslCa,
    tags: fields.tags === undefined ? live.tags : storedTags(state, fields.tags),
    auditOptions:
      fields.audit_options === undefined
        ? live.auditOptions
        : patchedOptions(state, live.auditOptions, fields.audit_options),
  };
}

/** The page shows no answer to a PATCH. */
function answer(state: DbauditState, database: DbauditDatabase, clock: Clock): SimulatedReply {
  switch (state.quirks.patchAnswer) {
    case 'body':
      return { status: 200, body: detail(state, database, clock) };
    case 'empty200':
      return { status: 200, body: '' };
    case '204':
      return { status: 204 };
  }
}
