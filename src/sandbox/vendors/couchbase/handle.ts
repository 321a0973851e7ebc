import type { SimulatedReply, SimulatedRequest, SimulatorOptions } from '../../simulator.ts';
import { authenticate, type Caller, unauthorized } from './authenticate.ts';
import { firstValue, formPairs, unquoteBytes } from './form-pairs.ts';
import { mayDo, PERMISSION_NAMES } from './permissions.ts';
import { textReply, unavailable } from './reply.ts';
import { type Route, routeOf } from './routes.ts';
import type { CouchbaseState } from './state.ts';
import { clusterVersion, isAtLeast } from './version.ts';

/** In the server's order: cluster uuid, login, route, role, edition, and then the request itself. */
export function handle(
  state: CouchbaseState,
  origins: readonly string[],
  request: SimulatedRequest,
  options: SimulatorOptions,
): SimulatedReply {
  const index = request.listener;
  const node = state.nodes[index];
  if (node === undefined || node.clusterMembership === 'inactiveFailed' || node.status === 'unhealthy') {
    return unavailable();
  }
  const query = formPairs(request.rawQuery);
  const wanted = firstValue(query, 'uuid');
  if (wanted !== null && wanted !== state.uuid) return textReply(404, 'Cluster uuid does not match the requested.');
  const login = authenticate(state, request);
  if ('refusal' in login) return login.refusal;
  const { caller } = login;
  const parts = partsOf(request.path);
  const route = routeOf(request.method, parts);
  if (route === null || !isAtLeast(clusterVersion(state), route.since)) return notFound(request.method);
  const refusal = roleRefusal(state, caller, route) ?? editionRefusal(state, route);
  if (refusal !== null) return refusal;
  const { settleMs } = options;
  return route.answer({ state, request, parts, query, caller, index, node, origins, now: options.now(), settleMs });
}

/** Doubled and trailing slashes do not count (menelaus_web.erl parse_path). */
function partsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map(unquoteBytes);
}

/** Three wordings by method (menelaus_web.erl). */
function notFound(method: string): SimulatedReply {
  if (['GET', 'HEAD', 'POST'].includes(method)) return textReply(404, 'Requested resource not found.');
  if (['PUT', 'DELETE', 'PATCH'].includes(method)) return textReply(404, 'Object Not Found');
  return textReply(405, 'Method Not Allowed');
}

function roleRefusal(state: CouchbaseState, { roles }: Caller, { need }: Route): SimulatedReply | null {
  if (mayDo(state, roles, need)) return null;
  if (need === 'login' || need === 'role' || roles.length === 0) return unauthorized();
  const body = {
    message: 'Forbidden. User needs the following permissions',
    permissions: [PERMISSION_NAMES[need]],
  };
  return { status: 403, body };
}

function editionRefusal({ enterprise }: CouchbaseState, { enterpriseOnly }: Route): SimulatedReply | null {
  if (enterprise || !enterpriseOnly) return null;
  const headers = { 'X-enterprise-edition-needed': '1' };
  return textReply(400, 'This http API endpoint requires enterprise edition', headers);
}
