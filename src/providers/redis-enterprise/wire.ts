import { isObject, type Json, type JsonObject, member } from '../../model/json.ts';
import { type Database, type DatabaseState, present, type Sink, sinkDefaults } from './document.ts';
import { flag, listOf, maybe, objectOf, odd, text, whole } from './field.ts';
import { canonicalHost } from './network-address.ts';
import { settingsOf } from './wire-settings.ts';

export interface Node {
  readonly version: string;
  readonly addr: string | null;
}

export interface SinkReply {
  readonly sink: Sink | null;
  /** Members that the answer left out and whose documented default was taken. */
  readonly assumed: readonly string[];
}

export interface DatabaseReply {
  readonly database: Database;
  readonly state: DatabaseState;
  /** Members of `audit_settings` that the answer left out and whose documented default was taken. */
  readonly assumed: readonly string[];
}

/** GET /v1/cluster: the cluster's name (FQDN). All else is dropped here; older clusters show an SMTP password. */
export function clusterNameOf(body: unknown, source: string): string {
  const name = text(objectOf(body, source, 'the answer'), 'name', source);
  if (name === '') throw odd(source, 'name is empty');
  return name;
}

/** GET /v1/nodes. */
export function nodesOf(body: unknown, source: string): readonly Node[] {
  const nodes = listOf(body, source, 'the answer').map((item) => {
    const node = objectOf(item, source, 'a node');
    return { version: text(node, 'software_version', source), addr: maybe(text, node, 'addr', source) ?? null };
  });
  if (nodes.length === 0) throw odd(source, 'the cluster has no nodes');
  return nodes;
}

/** GET /v1/cluster/policy: one of about fifty fields. An absent one is unknown, never false. */
export function policyOf(body: unknown, source: string): boolean {
  return flag(objectOf(body, source, 'the answer'), 'db_conns_auditing', source);
}

/** GET /v1/license. */
export function licenseExpiredOf(body: unknown, source: string): boolean {
  return flag(objectOf(body, source, 'the answer'), 'expired', source);
}

/**
 * GET /v1/cluster/auditing/db_conns. The answer for a cluster never configured is not documented: null, an empty
 * object, and the sink's own members without an address or port all mean that there is no sink. Anything else that has
 * no address, such as an error in an object, says nothing about it.
 */
export function sinkOf(body: unknown, source: string, withQueue: boolean): SinkReply {
  if (body === null) return { sink: null, assumed: [] };
  const reply = objectOf(body, source, 'the answer');
  const address = member(reply, 'audit_address');
  if (address === undefined || address === null || (typeof address === 'string' && address.trim() === '')) {
    if (!isUnset(reply))
      throw odd(source, 'audit_address is missing from what is not the sink of a cluster without one');
    return { sink: null, assumed: [] };
  }
  if (typeof address !== 'string') throw odd(source, 'audit_address is not a string');
  const protocol = protocolOf(reply, source);
  const retry = ['audit_reconnect_interval', 'audit_reconnect_max_attempts'] as const;
  const counted = withQueue ? ([...retry, 'audit_queue_max_bytes'] as const) : retry;
  const counts = counted.map((key) => [key, maybe(whole, reply, key, source) ?? sinkDefaults[key]] as const);
  const sink = present({
    audit_protocol: protocol,
    audit_address: protocol === 'TCP' ? canonicalHost(address) : address.trim(),
    audit_port: protocol === 'TCP' ? portOf(reply, source) : undefined,
    ...Object.fromEntries(counts),
  }) as Sink;
  return { sink, assumed: counted.filter((key) => member(reply, key) === undefined) };
}

/** Nothing but a sink's members, of which none says where records go. */
function isUnset(reply: JsonObject): boolean {
  const hasPort = !['', 0, null, undefined].includes(member(reply, 'audit_port') as string | number | null | undefined);
  return !hasPort && Object.keys(reply).every((name) => name.startsWith('audit_'));
}

/** The API spells `TCP`, rladmin's page `tcp`: both are read. */
function protocolOf(reply: JsonObject, source: string): Sink['audit_protocol'] {
  const value = text(reply, 'audit_protocol', source);
  if (value.toUpperCase() === 'TCP') return 'TCP';
  if (value.toLowerCase() === 'local') return 'local';
  throw odd(source, 'audit_protocol is neither TCP nor local');
}

/** A number in the API's page, a string in rladmin's: digits in a string are read too. */
function portOf(reply: JsonObject, source: string): number {
  const value = member(reply, 'audit_port');
  const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535) {
    throw odd(
      source,
      `audit_port is ${value === undefined ? 'missing though audit_protocol is TCP' : 'no port number'}`,
    );
  }
  return port;
}

/** GET /v1/bdbs: whitelisted fields only, sorted by uid. */
export function databasesOf(body: unknown, source: string, withSettings: boolean): readonly DatabaseReply[] {
  const replies = listOf(body, source, 'the answer').map((item) => databaseOf(item, source, withSettings));
  const uids = new Set(replies.map((reply) => reply.database.uid));
  if (uids.size !== replies.length) throw odd(source, 'two databases have one uid');
  return replies.sort((left, right) => left.database.uid - right.database.uid);
}

function databaseOf(item: unknown, source: string, withSettings: boolean): DatabaseReply {
  const reply = objectOf(item, source, 'a database');
  const uid = whole(reply, 'uid', source);
  const place = `${source} (database ${uid})`;
  const name = text(reply, 'name', place);
  const settings = withSettings ? settingsOf(reply, place) : null;
  const audit =
    settings === null
      ? { db_conns_auditing: flag(reply, 'db_conns_auditing', place) }
      : { audit_settings: settings.settings };
  return {
    database: { uid, name, ...audit },
    assumed: settings?.assumed ?? [],
    state: {
      uid,
      name,
      status: text(reply, 'status', place),
      crdt: maybe(flag, reply, 'crdt', place) ?? false,
      internal: maybe(flag, reply, 'internal', place) ?? false,
    },
  };
}

/** Does any database of a list that was asked for `audit_settings` have it? */
export function haveSettings(body: unknown, source: string): boolean {
  return listOf(body, source, 'the answer').some((item) => isObject(member(item as Json, 'audit_settings')));
}

/** GET /v1/bdbs/{uid}. */
export function statusOf(body: unknown, source: string): string {
  return text(objectOf(body, source, 'the answer'), 'status', source);
}

/** PUT /v1/bdbs/{uid} answers a whole database: only the action's id is taken. Null when there is none. */
export function actionUidOf(body: unknown): string | null {
  const uid = isObject(body) ? member(body, 'action_uid') : undefined;
  return typeof uid === 'string' && /^[\w-]{1,128}$/.test(uid) ? uid : null;
}

export interface ActionReply {
  readonly status: string;
  readonly error: string | null;
}

/** GET /v1/actions/{action_uid}. */
export function actionOf(body: unknown, source: string): ActionReply {
  const reply = objectOf(body, source, 'the answer');
  const error = member(reply, 'error') ?? member(member(reply, 'additional_info'), 'error');
  return { status: text(reply, 'status', source), error: reasonOf(error) };
}

function reasonOf(error: unknown): string | null {
  if (typeof error === 'string' && error !== '') return error;
  const inner = isObject(error) ? (member(error, 'message') ?? member(error, 'description')) : undefined;
  return typeof inner === 'string' && inner !== '' ? inner : null;
}
