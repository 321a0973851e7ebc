import type { HttpClient } from '../../http/http-client.ts';
import type { ProviderIo } from '../provider.ts';
import { basicLogin } from '../../http/basic-login.ts';

/** No rate is published; a handful of calls at a time is polite. */
const defaults = { concurrency: 8 };

/** The two ways to talk to one node. */
export interface NodeClients {
  readonly http: HttpClient;
  /** For reads that need the rights to write, such as asking whether settings would be taken. Only while applying. */
  readonly privileged: HttpClient;
}

/** Clients by base URL, each made once. They share the connection's limits and its lock-out. */
export function createNodeClients(io: ProviderIo): (baseUrl: string) => NodeClients {
  const known = new Map<string, NodeClients>();
  return (baseUrl) => {
    const found = known.get(baseUrl) ?? {
      http: io.http({ baseUrl, authenticate: basicLogin(io), defaults }),
      privileged: io.http({ baseUrl, authenticate: basicLogin(io, 'write'), defaults }),
    };
    known.set(baseUrl, found);
    return found;
  };
}
