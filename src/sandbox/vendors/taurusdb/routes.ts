import type { SimulatedReply } from '../../simulator.ts';
import type { Permission } from './authorize.ts';
import type { Call } from './call.ts';
import { linkAuditLogs } from './link-audit-logs.ts';
import { listAuditLogs } from './list-audit-logs.ts';
import { listInstances } from './list-instances.ts';
import { setPolicy } from './set-policy.ts';
import { showInstance, showInstances } from './show-instances.ts';
import { showJob } from './show-job.ts';
import { showPolicy } from './show-policy.ts';
import type { TaurusdbInstance } from './state.ts';

interface Common {
  readonly method: string;
  readonly path: RegExp;
  readonly needs: Permission;
}

/** A call about a project, or about one instance of it. */
export type Route =
  | (Common & { readonly about: 'project'; readonly run: (call: Call, projectId: string) => SimulatedReply })
  | (Common & { readonly about: 'instance'; readonly run: (call: Call, instance: TaurusdbInstance) => SimulatedReply });

function project(path: string, run: (call: Call, projectId: string) => SimulatedReply): Route {
  return { about: 'project', method: 'GET', path: new RegExp(`^${path}$`), needs: 'instance:list', run };
}

function instance(
  method: string,
  suffix: string,
  run: (call: Call, instance: TaurusdbInstance) => SimulatedReply,
  needs: Permission,
): Route {
  const path = new RegExp(`^/v3/([^/]+)/instances/([^/]+)${suffix}$`);
  return { about: 'instance', method, path, needs, run };
}

/** First match wins, so `details` comes before an id. v3.1 exists for the two instance calls only. */
const ROUTES: readonly Route[] = [
  project('/v3/([^/]+)/instances', (call, projectId) => listInstances(call, projectId, 'v3')),
  project('/v3\\.1/([^/]+)/instances', (call, projectId) => listInstances(call, projectId, 'v3.1')),
  project('/v3/([^/]+)/instances/details', showInstances),
  project('/v3/([^/]+)/jobs', showJob),
  instance('GET', '', (call, found) => showInstance(call, found, 'v3'), 'instance:list'),
  {
    ...instance('GET', '', (call, found) => showInstance(call, found, 'v3.1'), 'instance:list'),
    path: /^\/v3\.1\/([^/]+)\/instances\/([^/]+)$/,
  },
  instance('GET', '/audit-log-policy', showPolicy, 'auditlog:list'),
  instance('PUT', '/audit-log-policy', setPolicy, 'auditlog:operate'),
  instance('GET', '/audit-logs', listAuditLogs, 'auditlog:list'),
  instance('POST', '/audit-log-link', linkAuditLogs, 'auditlog:list'),
];

export interface Found {
  readonly route: Route;
  readonly projectId: string;
  readonly instanceId: string;
}

export function findRoute(method: string, path: string): Found | null {
  for (const route of ROUTES) {
    const parts = route.method === method ? route.path.exec(path) : null;
    if (parts !== null) return { route, projectId: parts[1] ?? '', instanceId: parts[2] ?? '' };
  }
  return null;
}
