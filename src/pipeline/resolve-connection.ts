import { dirname } from 'node:path';
import { digest } from '../model/digest.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import type { Connection, SecretReference } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import type { Connection as ConnectionManifest } from '../schema/generated/connection.ts';
import { nearest } from '../model/nearest.ts';
import type { Sourced, TargetManifest } from './validate.ts';

const DEFAULT_TIMEOUT_SECONDS = 30;
const DBAUDIT_ENDPOINT = 'https://api.dbaudit.ai/v1';

/** Sets of credential members that a system takes; the first is named in messages. */
const CREDENTIALS: Readonly<
  Record<string, readonly { readonly all: readonly string[]; readonly optional: readonly string[] }[]>
> = {
  'redis-enterprise': [{ all: ['username', 'password'], optional: [] }],
  couchbase: [{ all: ['username', 'password'], optional: [] }],
  dbaudit: [{ all: ['apiKey'], optional: [] }],
  tair: [{ all: ['accessKeyId', 'accessKeySecret'], optional: ['securityToken'] }],
  taurusdb: [
    { all: ['accessKey', 'secretKey'], optional: ['securityToken'] },
    { all: ['username', 'password', 'domain'], optional: [] },
  ],
};
/** Systems whose vendors have usual environment variables for credentials. */
const CREDENTIALS_FROM_ENVIRONMENT = new Set(['tair', 'taurusdb']);

/** Finds and completes the connection that a manifest names, or says why it cannot. */
export function resolveConnection(
  { manifest, source }: Sourced<TargetManifest>,
  system: string,
  connections: ReadonlyMap<string, Sourced<ConnectionManifest>>,
): Connection | Problem[] {
  const report = (code: Problem['code'], message: string, fix: string, path = '/connection'): Problem => ({
    code,
    severity: 'error',
    message,
    at: { ...source.locate(path), path, address: `${manifest.kind}/${manifest.metadata.name}` },
    fix,
  });
  if (typeof manifest.connection !== 'string') {
    const spec = manifest.connection;
    const missing = incomplete(spec, system);
    if (missing.length > 0) return missing.map(([message, fix]) => report('AF216', message, fix));
    return complete(null, system, spec, source);
  }
  const name = manifest.connection;
  const found = connections.get(name);
  if (found === undefined) {
    const near = nearest(name, [...connections.keys()]);
    return [
      report(
        'AF209',
        `There is no Connection ${name}.`,
        near === null ? 'Add the document, or load the folder that holds it.' : `Did you mean \`${near}\`?`,
      ),
    ];
  }
  const spec = found.manifest.spec as unknown as JsonObject;
  if (spec.system !== system) {
    return [
      report(
        'AF209',
        `Connection ${name} is for ${String(spec.system)}; ${manifest.kind} needs ${system}.`,
        'Name a connection of the right system.',
      ),
    ];
  }
  const missing = incomplete(spec, system);
  if (missing.length > 0)
    return missing.map(([message, fix]) => report('AF216', `Connection ${name}: ${message}`, fix));
  return complete(name, system, spec, found.source);
}

/** A Connection document by itself. */
export function connectionOf({ manifest, source }: Sourced<ConnectionManifest>): Connection {
  return complete(manifest.metadata.name, manifest.spec.system, manifest.spec as unknown as JsonObject, source);
}

/** Two connections with equal content are one: same limits, same lock-out. */
export function connectionKey(connection: Connection): string {
  return connection.name ?? `inline-${digest(connection as unknown as Json).slice(7, 19)}`;
}

function incomplete(spec: JsonObject, system: string): [message: string, fix: string][] {
  const wrong: [string, string][] = [];
  if ((system === 'redis-enterprise' || system === 'couchbase') && spec.endpoint === undefined)
    wrong.push(['endpoint is missing.', 'Add endpoint: https://HOST:PORT.']);
  if ((system === 'tair' || (system === 'taurusdb' && spec.endpoint === undefined)) && spec.region === undefined)
    wrong.push(['region is missing.', 'Add the region id.']);
  if (system === 'taurusdb' && spec.project_id === undefined)
    wrong.push(['project_id is missing.', 'Add the project id of the region (32 letters and digits).']);
  if (spec.credentials === undefined && !CREDENTIALS_FROM_ENVIRONMENT.has(system))
    wrong.push(['credentials are missing.', `Add credentials: ${CREDENTIALS[system]![0]!.all.join(', ')}.`]);
  for (const member of ['credentials', 'writeCredentials']) {
    const given = spec[member];
    if (isObject(given) && !CREDENTIALS[system]!.some((form) => fits(Object.keys(given), form))) {
      wrong.push([
        `${member} of ${system} are ${CREDENTIALS[system]!.map((form) => form.all.join(' and ')).join(', or ')}.`,
        `Correct ${member}.`,
      ]);
    }
  }
  return wrong;
}

function fits(
  names: readonly string[],
  form: { readonly all: readonly string[]; readonly optional: readonly string[] },
): boolean {
  return (
    form.all.every((name) => names.includes(name)) &&
    names.every((name) => form.all.includes(name) || form.optional.includes(name))
  );
}

function complete(
  name: string | null,
  system: string,
  spec: JsonObject,
  source: { readonly file: string; readonly root: string },
): Connection {
  const tls = isObject(spec.tls) ? spec.tls : {};
  const { caFile, ...rest } = tls;
  const connection = {
    name,
    system,
    endpoint: spec.endpoint ?? (system === 'dbaudit' ? DBAUDIT_ENDPOINT : null),
    metricsEndpoint: spec.metrics_endpoint ?? null,
    region: spec.region ?? null,
    projectId: spec.project_id ?? null,
    iamEndpoint: spec.iam_endpoint ?? null,
    credentials: isObject(spec.credentials) ? rooted(spec.credentials, source) : null,
    writeCredentials: isObject(spec.writeCredentials) ? rooted(spec.writeCredentials, source) : null,
    tls: caFile === undefined ? rest : { ...rest, caFile: rooted({ fromFile: caFile }, source) },
    limits: spec.limits ?? {},
    timeoutSeconds: spec.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
  };
  return connection as unknown as Connection;
}

/** Gives every file reference the folders it is judged by, so that it means the same wherever it is opened. */
export function rooted<T extends Json>(value: T, source: { readonly file: string; readonly root: string }): T {
  if (Array.isArray(value)) return value.map((item) => rooted(item, source)) as unknown as T;
  if (!isObject(value)) return value;
  if (typeof value.fromFile === 'string' && Object.keys(value).length === 1) {
    return {
      fromFile: value.fromFile,
      base: dirname(source.file),
      root: source.root,
    } satisfies SecretReference as unknown as T;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rooted(item, source)])) as unknown as T;
}
