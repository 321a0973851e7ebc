import { baseUrlOf, notABaseUrl } from '../model/host.ts';
import type { Connection } from '../model/manifest.ts';
import type { OpenConnection } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import { type Environment, readVariable } from './environment.ts';

type Opened = string | { readonly fromEnv: string } | null;

/** Opens the connection's addresses; its credentials stay references. */
export function openConnection(connection: Connection, environment: Environment): OpenConnection {
  return {
    ...connection,
    endpoint: openUrl('endpoint', connection.endpoint, environment),
    metricsEndpoint: openUrl('metrics_endpoint', connection.metricsEndpoint, environment),
    iamEndpoint: openUrl('iam_endpoint', connection.iamEndpoint, environment),
    projectId: openProjectId(connection.projectId, environment),
  };
}

/** `validate` has judged URLs that stand in the manifest by the same rule, but not those that come from variables. */
function openUrl(field: string, value: Opened, environment: Environment): string | null {
  if (value === null) return null;
  const text = open(value, environment);
  const url = baseUrlOf(text);
  if (url !== null) return url;
  const { what, fix } = notABaseUrl(text);
  throw wrong(field, value, what, fix);
}

/** It becomes part of paths, where a slash would make another request of it. */
function openProjectId(value: Opened, environment: Environment): string | null {
  if (value === null) return null;
  const text = open(value, environment);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text))
    throw wrong('project_id', value, 'is not a project id', "Write the 32 letters and digits of the region's project.");
  return text;
}

function open(value: NonNullable<Opened>, environment: Environment): string {
  return (typeof value === 'string' ? value : readVariable(value.fromEnv, environment)).trim();
}

/** Names the variable, never its content: a URL with a password in it is one of the mistakes. */
function wrong(field: string, value: NonNullable<Opened>, what: string, fix: string): ProviderError {
  const where = typeof value === 'string' ? '' : ` from environment variable ${value.fromEnv}`;
  return new ProviderError(`Connection ${field}${where} ${what}`, {
    code: 'AF202',
    trouble: 'refused',
    sent: 'no',
    fix,
  });
}
