import type { Connection } from '../../src/model/manifest.ts';
import type { OpenConnection } from '../../src/providers/provider.ts';

const bare = {
  name: 'c',
  system: 'couchbase',
  endpoint: null,
  metricsEndpoint: null,
  region: null,
  projectId: null,
  iamEndpoint: null,
  credentials: null,
  writeCredentials: null,
  tls: {},
  limits: {},
  timeoutSeconds: 30,
};

export function connection(parts: Partial<Connection> = {}): Connection {
  return { ...bare, ...parts };
}

export function opened(parts: Partial<OpenConnection> = {}): OpenConnection {
  return { ...bare, ...parts };
}
