import type { HttpClient, HttpRequest, HttpResponse } from '../../http/http-client.ts';
import type { Json } from '../../model/json.ts';
import type { Sink } from './document.ts';
import { ProviderError } from '../provider-error.ts';
import { odd } from './field.ts';
import { readTrouble, vendorErrorOf, writeTrouble } from './refusal.ts';
import {
  type ActionReply,
  actionOf,
  actionUidOf,
  clusterNameOf,
  type DatabaseReply,
  databasesOf,
  haveSettings,
  licenseExpiredOf,
  type Node,
  nodesOf,
  policyOf,
  type SinkReply,
  sinkOf,
  statusOf,
} from './wire.ts';

const SINK = '/v1/cluster/auditing/db_conns';
const POLICY = '/v1/cluster/policy';
const UNSUPPORTED = 'db_conns_auditing_unsupported_by_capability';

function get(http: HttpClient, url: string): Promise<HttpResponse> {
  return http.send({ method: 'GET', url, headers: { accept: 'application/json' } });
}

async function ok(http: HttpClient, url: string, permission: string): Promise<HttpResponse> {
  const response = await get(http, url);
  if (response.status !== 200) throw readTrouble(response, permission);
  return response;
}

function write(http: HttpClient, method: HttpRequest['method'], url: string, body?: Json): Promise<HttpResponse> {
  const accept = { accept: 'application/json' };
  if (body === undefined) return http.send({ method, url, headers: accept, access: 'write' });
  const headers = { ...accept, 'content-type': 'application/json' };
  return http.send({ method, url, headers, body: JSON.stringify(body), access: 'write' });
}

function isDone(response: HttpResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

/** Answers to a call that is only nice to have: not there, not for this user, or not for this version. */
const WITHHELD: ReadonlySet<number> = new Set([403, 404, 405, 406, 501]);

/** Null when the cluster does not show it and nothing depends on it. */
export async function getClusterName(http: HttpClient, needed: boolean): Promise<string | null> {
  const response = await get(http, '/v1/cluster');
  if (WITHHELD.has(response.status)) {
    if (!needed) return null;
    throw nameWithheld(readTrouble(response, 'view_cluster_info'));
  }
  if (response.status !== 200) throw readTrouble(response, 'view_cluster_info');
  return clusterNameOf(response.json(), response.source);
}

function nameWithheld({ message, code, trouble, status }: ProviderError): ProviderError {
  return new ProviderError(`${message} So target.name cannot be compared with the cluster's name.`, {
    code,
    trouble,
    ...(status === null ? {} : { status }),
    fix: "Let the user see the cluster (view_cluster_info), correct the connection's endpoint, or remove target.name.",
  });
}

/** Null when the user may not see the nodes. */
export async function getNodes(http: HttpClient): Promise<readonly Node[] | null> {
  const response = await get(http, '/v1/nodes');
  if (WITHHELD.has(response.status)) return null;
  if (response.status !== 200) throw readTrouble(response, 'view_all_nodes_info');
  return nodesOf(response.json(), response.source);
}

/** Null when the cluster does not show schemas. */
export async function getDatabaseSchema(
  http: HttpClient,
): Promise<{ readonly schema: unknown; readonly source: string } | null> {
  const response = await get(http, '/v1/jsonschema?object=bdb');
  if (WITHHELD.has(response.status)) return null;
  if (response.status !== 200) throw readTrouble(response, 'view_all_nodes_info');
  return { schema: response.json(), source: response.source };
}

/** Where neither nodes nor schema tell: does any database show `audit_settings`? A version without it may refuse the name. */
export async function showsSettings(http: HttpClient): Promise<boolean> {
  const response = await get(http, '/v1/bdbs?fields=uid,audit_settings');
  if (response.status === 400 || response.status === 406) return false;
  if (response.status !== 200) throw readTrouble(response, 'view_all_bdbs_info');
  return haveSettings(response.json(), response.source);
}

/**
 * 404 is one of the answers that a cluster without sink may give, with an error object, a word or nothing in it; a
 * page is a gateway's and says nothing about the sink.
 */
export async function getSink(http: HttpClient, withQueue: boolean): Promise<SinkReply> {
  const response = await get(http, SINK);
  const { code } = vendorErrorOf(response);
  if (code === 'db_conns_audit_config_not_found') return { sink: null, assumed: [] };
  if (response.status === 404 && code !== UNSUPPORTED) {
    if (/^\s*</.test(response.text)) throw odd(response.source, 'a page with status 404, not an answer of the cluster');
    return { sink: null, assumed: [] };
  }
  if (response.status !== 200) throw readTrouble(response, 'view_cluster_info');
  return sinkOf(response.json(), response.source, withQueue);
}

export async function getPolicy(http: HttpClient): Promise<boolean> {
  const response = await ok(http, POLICY, 'view_cluster_info');
  return policyOf(response.json(), response.source);
}

/** Always filtered: an unfiltered list shows database passwords. `audit_settings` is asked only of versions that have it. */
export async function getDatabases(http: HttpClient, withSettings: boolean): Promise<readonly DatabaseReply[]> {
  const fields = `uid,name,status,crdt,internal,db_conns_auditing${withSettings ? ',audit_settings' : ''}`;
  const response = await ok(http, `/v1/bdbs?fields=${fields}`, 'view_all_bdbs_info');
  return databasesOf(response.json(), response.source, withSettings);
}

export async function getDatabaseStatus(http: HttpClient, uid: number): Promise<string> {
  const response = await ok(http, `/v1/bdbs/${uid}?fields=uid,status`, 'view_bdb_info');
  return statusOf(response.json(), response.source);
}

/** Null once the cluster has forgotten the action, or when it does not show it. Both versions of the call are documented. */
export async function getAction(http: HttpClient, uid: string): Promise<ActionReply | null> {
  for (const version of ['v1', 'v2']) {
    const response = await get(http, `/${version}/actions/${uid}`);
    if (response.status === 200) return actionOf(response.json(), response.source);
    if (!WITHHELD.has(response.status)) throw readTrouble(response, 'view_status_of_cluster_action');
  }
  return null;
}

/** AF303 when the user may not see the licence. */
export async function getLicenseExpired(http: HttpClient): Promise<boolean> {
  const response = await ok(http, '/v1/license', 'view_license');
  return licenseExpiredOf(response.json(), response.source);
}

export async function putSink(http: HttpClient, sink: Sink): Promise<void> {
  const response = await write(http, 'PUT', SINK, sink);
  if (!isDone(response)) throw writeTrouble(response, 'update_cluster (role admin)');
}

/** Answers a status only. Nothing to delete is success: by code, or 404 without another code. */
export async function deleteSink(http: HttpClient): Promise<void> {
  const response = await write(http, 'DELETE', SINK);
  const { code } = vendorErrorOf(response);
  const nothing = code === 'db_conns_audit_config_not_found' || (response.status === 404 && code === null);
  if (!isDone(response) && !nothing) throw writeTrouble(response, 'update_cluster (role admin)');
}

/** Answers a status only. */
export async function putPolicy(http: HttpClient, enabled: boolean): Promise<void> {
  const response = await write(http, 'PUT', POLICY, { db_conns_auditing: enabled });
  if (!isDone(response)) throw writeTrouble(response, 'update_cluster (role admin)');
}

/** Accepted, not done: gives the id of the action to follow. 403 may also mean an expired licence. */
export async function putDatabase(http: HttpClient, uid: number, body: Json): Promise<string | null> {
  const response = await write(http, 'PUT', `/v1/bdbs/${uid}`, body);
  if (!isDone(response)) throw writeTrouble(response, 'update_bdb (role admin, cluster_member or db_member)');
  return acceptedAction(response);
}

function acceptedAction({ text }: HttpResponse): string | null {
  try {
    return actionUidOf(JSON.parse(text));
  } catch {
    return null;
  }
}
