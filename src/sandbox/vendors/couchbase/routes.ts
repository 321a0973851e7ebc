import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { descriptors, filterableEvents, nonFilterableEvents } from './live-events.ts';
import type { Need } from './permissions.ts';
import { showPool, showPools } from './pools.ts';
import { showAudit } from './show-audit.ts';
import { showEvents } from './show-events.ts';
import { showMetrics } from './show-metrics.ts';
import { showCaller, showLocalUser } from './show-people.ts';
import { writeAudit } from './write-audit.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `*` stands for any one part. */
  readonly path: string;
  readonly need: Need;
  readonly since: readonly number[];
  readonly enterpriseOnly: boolean;
  readonly answer: (call: Call) => SimulatedReply;
}

const get = (path: string, need: Need, answer: Route['answer'], since: readonly number[] = [0]): Route => ({
  method: 'GET',
  path,
  need,
  since,
  enterpriseOnly: path.startsWith('settings/audit'),
  answer,
});

const ROUTES: readonly Route[] = [
  get('settings/audit', 'security read', showAudit),
  { ...get('settings/audit', 'security write', writeAudit), method: 'POST' },
  get('settings/audit/descriptors', 'security read', showFilterable),
  get('settings/audit/nonFilterableDescriptors', 'security read', showNonFilterable, [6, 5]),
  get('pools', 'role', showPools),
  get('pools/default', 'role', showPool),
  get('whoami', 'login', showCaller),
  get('settings/rbac/users/local/*', 'security read', showLocalUser),
  get('events', 'logs read', showEvents, [7, 1]),
  get('metrics', 'stats export', showMetrics, [7, 0]),
];

export function routeOf(method: string, parts: readonly string[]): Route | null {
  const asked = method === 'HEAD' ? 'GET' : method;
  return ROUTES.find((route) => route.method === asked && fits(route.path.split('/'), parts)) ?? null;
}

function fits(path: readonly string[], parts: readonly string[]): boolean {
  return path.length === parts.length && path.every((part, index) => part === '*' || part === parts[index]);
}

function showFilterable({ state }: Call): SimulatedReply {
  return { status: 200, body: descriptors(filterableEvents(state)) };
}

function showNonFilterable({ state, index }: Call): SimulatedReply {
  return { status: 200, body: descriptors(nonFilterableEvents(state, index)) };
}
