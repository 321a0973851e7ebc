import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';

export interface Cluster {
  /** 32 hex digits, lower case. */
  readonly uuid: string;
  readonly enterprise: boolean;
  /** Numbers of the release; empty when they cannot be told. */
  readonly version: readonly number[];
}

export interface Node {
  /** `host:port` of the plain management port. */
  readonly hostname: string;
  readonly active: boolean;
  readonly thisNode: boolean;
  readonly httpsPort: number | null;
}

export interface Descriptor {
  readonly id: number;
  readonly name: string;
  readonly module: string;
}

/** GET /settings/audit in the manifest's spelling; logPath and pruneAge may be absent. */
export interface Settings {
  readonly auditdEnabled: boolean;
  readonly disabled: readonly number[];
  readonly disabledUsers: readonly string[];
  readonly logPath: string | null;
  readonly pruneAge: number | null;
  readonly rotateInterval: number;
  readonly rotateSize: number;
}

/** Throws AF306 for a node that is not set up: such a node takes writes from anybody. */
export function clusterOf(response: HttpResponse): Cluster {
  const { uuid, isEnterprise, implementationVersion } = objectOf(response);
  if (Array.isArray(uuid) && uuid.length === 0) throw new ProviderError('The node is not set up yet: it belongs to no cluster.', { code: 'AF306', trouble: 'refused', fix: 'Set the cluster up first.' });
  if (typeof uuid !== 'string' || !/^[0-9a-fA-F]{32}$/.test(uuid)) throw odd(response, 'uuid is not 32 hex digits');
  if (typeof isEnterprise !== 'boolean') throw odd(response, 'isEnterprise is not a boolean');
  const numbers = typeof implementationVersion === 'string' ? /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(implementationVersion) : null;
  return { uuid: uuid.toLowerCase(), enterprise: isEnterprise, version: numbers === null ? [] : numbers.slice(1).map((part) => Number(part ?? 0)) };
}

export function nodesOf(response: HttpResponse): { readonly name: string; readonly nodes: readonly Node[] } {
  const { nodes, clusterName } = objectOf(response);
  if (!Array.isArray(nodes) || nodes.length === 0) throw odd(response, 'nodes is missing');
  return { name: typeof clusterName === 'string' ? clusterName : '', nodes: (nodes as readonly Json[]).map((node) => nodeOf(node, response)) };
}

function nodeOf(node: Json, response: HttpResponse): Node {
  if (!isObject(node) || typeof node.hostname !== 'string') throw odd(response, 'a node has no hostname');
  const https = isObject(node.ports) ? node.ports.httpsMgmt : undefined;
  return { hostname: node.hostname, active: node.clusterMembership === undefined || node.clusterMembership === 'active', thisNode: node.thisNode === true, httpsPort: typeof https === 'number' ? https : null };
}

/** Throws AF304 for any member that is absent or of another type, but for the two that the server itself leaves out. */
export function settingsOf(response: HttpResponse): Settings {
  const body = objectOf(response);
  // The older page spells two members otherwise than the server does.
  const [enabled, users] = [body.auditdEnabled ?? body.auditEnabled, body.disabledUsers ?? body.disabledusers];
  if (typeof enabled !== 'boolean') throw odd(response, 'auditdEnabled is not a boolean');
  if (!Array.isArray(body.disabled) || !body.disabled.every(Number.isInteger)) throw odd(response, 'disabled is not a list of event ids');
  if (!Array.isArray(users)) throw odd(response, 'disabledUsers is not a list');
  const { logPath, pruneAge } = body;
  if (logPath !== undefined && typeof logPath !== 'string') throw odd(response, 'logPath is not text');
  return {
    auditdEnabled: enabled,
    disabled: [...new Set(body.disabled as readonly number[])].sort((left, right) => left - right),
    disabledUsers: [...new Set((users as readonly Json[]).map((user) => userOf(user, response)))].sort(),
    logPath: logPath === undefined ? null : plainPath(logPath),
    pruneAge: pruneAge === undefined ? null : whole(body, 'pruneAge', response),
    rotateInterval: whole(body, 'rotateInterval', response),
    rotateSize: whole(body, 'rotateSize', response),
  };
}

function userOf(user: Json, response: HttpResponse): string {
  if (!isObject(user) || typeof user.name !== 'string' || typeof user.domain !== 'string') throw odd(response, 'a disabled user lacks name or domain');
  return `${user.name}/${user.domain}`;
}

/** A slash at the end of a folder means nothing. */
export function plainPath(path: string): string {
  return path.replace(/(.)\/+$/, '$1');
}

export function descriptorsOf(response: HttpResponse): Descriptor[] {
  const body = response.json() as Json;
  if (!Array.isArray(body)) throw odd(response, 'it is not a list');
  return (body as readonly Json[]).map((entry) => {
    if (!isObject(entry) || !Number.isInteger(entry.id) || typeof entry.name !== 'string' || typeof entry.module !== 'string') throw odd(response, 'an event lacks id, name or module');
    return { id: entry.id as number, name: entry.name, module: entry.module };
  });
}

/** Value of a gauge or counter in Prometheus text, summed over its label sets; null when it is not there. */
export function metricOf(text: string, name: string): number | null {
  const rows = text.split('\n').filter((row) => row.startsWith(name) && (row[name.length] === ' ' || row[name.length] === '{'));
  const values = rows.map((row) => Number(row.slice(row.lastIndexOf(' ') + 1)));
  return values.length === 0 || values.some(Number.isNaN) ? null : values.reduce((sum, value) => sum + value, 0);
}

export function objectOf(response: HttpResponse): JsonObject {
  const body = response.json() as Json;
  if (!isObject(body)) throw odd(response, 'it is not an object');
  return body;
}

function whole(body: JsonObject, name: string, response: HttpResponse): number {
  const value = body[name];
  if (typeof value !== 'number' || !Number.isInteger(value)) throw odd(response, `${name} is missing or not a whole number`);
  return value;
}

function odd(response: HttpResponse, what: string): ProviderError {
  return new ProviderError(`${response.source} answered unexpectedly: ${what}.`, { code: 'AF304', trouble: 'refused' });
}
