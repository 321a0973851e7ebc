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

/** The schema has checked URLs that stand in the manifest, but not those that come from variables. */
function openUrl(field: string, value: Opened, environment: Environment): string | null {
  if (value === null) return null;
  const text = open(value, environment);
  // A lone `?` or `#` leaves no trace in the parsed URL, so the text is searched too.
  const url = URL.canParse(text) && !/[?#\s]/.test(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrong(field, value, 'is not an http or https URL without user, query and fragment');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** It becomes part of paths, where a slash would make another request of it. */
function openProjectId(value: Opened, environment: Environment): string | null {
  if (value === null) return null;
  const text = open(value, environment);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text)) throw wrong('project_id', value, 'is not a project id');
  return text;
}

function open(value: NonNullable<Opened>, environment: Environment): string {
  return (typeof value === 'string' ? value : readVariable(value.fromEnv, environment)).trim();
}

/** Names the variable, never its content: a URL with a password in it is one of the mistakes. */
function wrong(field: string, value: NonNullable<Opened>, what: string): ProviderError {
  const where = typeof value === 'string' ? '' : ` from environment variable ${value.fromEnv}`;
  return new ProviderError(`Connection ${field}${where} ${what}`, {
    code: 'AF202',
    trouble: 'refused',
    sent: 'no',
    ...(field === 'project_id' ? {} : { fix: 'Write it like https://host:port or https://host/prefix.' }),
  });
}
