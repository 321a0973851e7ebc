import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { authorize } from './authorize.ts';
import { type Call, checkHeaders } from './call.ts';
import { login } from './login.ts';
import { checkPermission } from './permission.ts';
import { statusOnly } from './refusal.ts';
import { findRoute, unroutedStatus } from './routes.ts';
import type { RedisEnterpriseState } from './state.ts';

const WRITING = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** The request as the primary node answers it. Throws a Refusal. */
export function answerRequest(
  state: RedisEnterpriseState,
  request: SimulatedRequest,
  clock: { readonly now: number; readonly settleMs: number },
): SimulatedReply {
  const { method, path } = request;
  const authorizing = method === 'POST' && path === '/v1/users/authorize';
  const route = findRoute(method, path);
  // Recorded before the login, as trying is bad enough: POST or DELETE of databases, flush, PUT /v1/cluster...
  if (route === undefined && !authorizing && WRITING.includes(method)) state.forbidden.push(`${method} ${path}`);
  if (authorizing) return authorize(state, request, clock.now);
  const call: Call = { state, request, user: login(state, request, clock.now), ...clock };
  checkHeaders(state, request);
  if (route === undefined) throw statusOnly(unroutedStatus(path));
  checkPermission(call.user, route.needs);
  const reply = route.answer(call, route.path.exec(path)?.[1] ?? '');
  return { ...reply, headers: { ...reply.headers, 'cluster-state-id': String(state.stateId) } };
}
