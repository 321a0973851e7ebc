import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject, member } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';
import { listOf, missing, objectOf, odd, whole } from './field.ts';
import { type Release, releaseOf } from './release.ts';
import { plainPath, sortedIds, sortedUsers } from './spelling.ts';

export interface Cluster {
  /** 32 hex digits as the server spells them: the guard in queries compares them exactly. */
  readonly uuid: string;
  readonly enterprise: boolean;
  readonly release: Release;
}

export interface Node {
  /** `host:port` of the plain management port. */
  readonly hostname: string;
  /** `active`, `inactiveAdded` or `inactiveFailed`. */
  readonly membership: string;
  readonly thisNode: boolean;
  readonly httpsPort: number | null;
  readonly release: Release;
}

export interface Descriptor {
  readonly id: number;
  readonly name: string;
  readonly module: string;
}

/** GET /settings/audit; the server itself leaves out logPath and pruneAge at times. */
export interface Settings {
  readonly auditdEnabled: boolean;
  /** Ascending. */
  readonly disabled: readonly number[];
  /** `name/domain`, sorted. */
  readonly disabledUsers: readonly string[];
  readonly logPath: string | null;
  /** Seconds. */
  readonly pruneAge: number | null;
  /** Seconds. */
  readonly rotateInterval: number;
  /** Bytes. */
  readonly rotateSize: number;
}

/** GET /pools. Throws AF306 for a node that is not set up (uuid is an empty list): such a node takes writes from anybody. */
export function clusterOf(response: HttpResponse): Cluster {
  const body = objectOf(response);
  const [uuid, enterprise] = [member(body, 'uuid'), member(body, 'isEnterprise')];
  if (Array.isArray(uuid) && uuid.length === 0) {
    throw new ProviderError(`${response.source}: the node is not set up yet, so it belongs to no cluster.`, {
      code: 'AF306',
      trouble: 'refused',
      fix: 'Set the cluster up first, or point the endpoint at a node that belongs to it.',
    });
  }
  if (typeof uuid !== 'string' || !/^[0-9a-fA-F]{32}$/.test(uuid)) {
    throw odd(response, `uuid is ${missing(uuid) ?? 'not 32 hex digits'}`);
  }
  if (enterprise !== undefined && typeof enterprise !== 'boolean') throw odd(response, 'isEnterprise is not a boolean');
  const version = member(body, 'implementationVersion');
  // Where it is not said, the audit calls themselves refuse on the other edition.
  const community = typeof version === 'string' && version.endsWith('-community');
  return { uuid, enterprise: enterprise ?? !community, release: releaseOf(version) };
}

export interface Pool {
  /** Empty when the cluster has no name. */
  readonly clusterName: string;
  readonly nodes: readonly Node[];
}

/** GET /pools/default. */
export function poolOf(response: HttpResponse): Pool {
  const body = objectOf(response);
  const [nodes, name] = [member(body, 'nodes'), member(body, 'clusterName')];
  if (!Array.isArray(nodes) || nodes.length === 0) throw odd(response, 'nodes is missing or empty');
  return {
    clusterName: typeof name === 'string' ? name : '',
    nodes: (nodes as readonly Json[]).map((node) => nodeOf(node, response)),
  };
}

function nodeOf(node: Json, response: HttpResponse): Node {
  if (!isObject(node)) throw odd(response, 'a node is not an object');
  // A node without address counts as one out of reach; without membership it counts as active, so that it is not left out.
  const [hostname = 'without address', membership = 'active'] = ['hostname', 'clusterMembership'].map((name) =>
    member(node, name),
  );
  if (typeof hostname !== 'string' || hostname === '') throw odd(response, 'the hostname of a node is not text');
  if (typeof membership !== 'string') throw odd(response, 'the clusterMembership of a node is not text');
  const port = member(member(node, 'ports'), 'httpsMgmt');
  const usable = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536;
  return {
    hostname,
    membership,
    thisNode: member(node, 'thisNode') === true,
    httpsPort: usable ? port : null,
    release: releaseOf(member(node, 'version')),
  };
}

/** GET /settings/audit. Throws AF304 for any member that is absent or mistyped, but for the two that may be absent. */
export function settingsOf(response: HttpResponse): Settings {
  const body = objectOf(response);
  const [logPath, pruneAge] = [member(body, 'logPath'), member(body, 'pruneAge')];
  if (logPath !== undefined && typeof logPath !== 'string') throw odd(response, 'logPath is not text');
  return {
    auditdEnabled: enabledOf(body, response),
    disabled: idsOf(member(body, 'disabled'), response),
    disabledUsers: usersOf(body, response),
    // A server started with a private audit folder does not tell it.
    logPath: logPath === undefined || logPath === '' ? null : plainPath(logPath),
    // Absent before 7.2.4, and after an upgrade until first written.
    pruneAge: pruneAge === undefined ? null : whole(pruneAge, 'pruneAge', response),
    rotateInterval: whole(member(body, 'rotateInterval'), 'rotateInterval', response),
    rotateSize: whole(member(body, 'rotateSize'), 'rotateSize', response),
  };
}

/** The server says auditdEnabled; "Configure Auditing" also spells it auditEnabled. */
function enabledOf(body: JsonObject, response: HttpResponse): boolean {
  const value = eitherOf(body, 'auditdEnabled', 'auditEnabled', response);
  if (typeof value !== 'boolean') throw odd(response, `auditdEnabled is ${missing(value) ?? 'neither true nor false'}`);
  return value;
}

function idsOf(value: Json | undefined, response: HttpResponse): number[] {
  if (!Array.isArray(value)) throw odd(response, `disabled is ${missing(value) ?? 'not a list'}`);
  return sortedIds((value as readonly Json[]).map((id) => whole(id, 'an id in disabled', response)));
}

/** The server says disabledUsers; "Configure Auditing" also spells it disabledusers. */
function usersOf(body: JsonObject, response: HttpResponse): string[] {
  const value = eitherOf(body, 'disabledUsers', 'disabledusers', response);
  if (!Array.isArray(value)) throw odd(response, `disabledUsers is ${missing(value) ?? 'not a list'}`);
  const users = (value as readonly Json[]).map((user) => {
    // The spelling of writes says the same.
    if (typeof user === 'string' && /^[^/,\s]+\/(local|external|unknown)$/.test(user)) return user;
    const [name, domain] = [member(user, 'name'), member(user, 'domain')];
    if (typeof name === 'string' && typeof domain === 'string') return `${name}/${domain}`;
    throw odd(response, 'a disabled user lacks name or domain');
  });
  return sortedUsers(users);
}

function eitherOf(body: JsonObject, name: string, other: string, response: HttpResponse): Json | undefined {
  const [value, alias] = [member(body, name), member(body, other)];
  if (value !== undefined && alias !== undefined && JSON.stringify(value) !== JSON.stringify(alias)) {
    throw odd(response, `${name} and ${other} say different things`);
  }
  return value ?? alias;
}

const lists = new Map<string, Descriptor[]>();
/** Releases in use beside each other are few, and their lists of some tens of kilobytes. */
const MOST_LISTS = 16;
const LONGEST_KEPT = 500_000;

/** GET /settings/audit/descriptors and nonFilterableDescriptors. Clusters of one release answer alike, and share the list. */
export function descriptorsOf(response: HttpResponse): Descriptor[] {
  const known = lists.get(response.text);
  if (known !== undefined) return known;
  const events = readDescriptors(response);
  if (response.text.length > LONGEST_KEPT) return events;
  if (lists.size === MOST_LISTS) lists.clear();
  lists.set(response.text, events);
  return events;
}

function readDescriptors(response: HttpResponse): Descriptor[] {
  const events = listOf(response).map((event): Descriptor => {
    const [id, name, module] = [member(event, 'id'), member(event, 'name'), member(event, 'module')];
    if (!isObject(event) || typeof name !== 'string' || typeof module !== 'string') {
      throw odd(response, 'an event lacks name or module');
    }
    return { id: whole(id, 'id of an event', response), name, module };
  });
  if (new Set(events.map(({ id }) => id)).size !== events.length) throw odd(response, 'two events have one id');
  return events;
}

/** Ids of the audit events (9216 on, 9217 off, 9218 changed) in GET /events. Throws AF304 for another shape. */
export function auditEventsOf(response: HttpResponse): number[] {
  const body = response.json() as Json;
  const events = Array.isArray(body) ? body : member(body, 'events');
  if (!Array.isArray(events)) throw odd(response, 'events is not a list');
  const ids = (events as readonly Json[]).map((event) => member(event, 'event_id'));
  return ids.filter((id): id is number => typeof id === 'number' && id >= 9216 && id <= 9218);
}
