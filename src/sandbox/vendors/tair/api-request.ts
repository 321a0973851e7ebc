import type { SimulatedRequest, SimulatorOptions } from '../../simulator.ts';
import { actionTable } from './action-table.ts';
import { ApiFault, apiNotFound, invalidParameter, malformedRequest, missingParameter } from './api-fault.ts';
import { authenticate } from './authentication.ts';
import { readParameters } from './parameter-rule.ts';
import { queryPairs } from './query-pairs.ts';
import type { TairCredential, TairState } from './state.ts';
import type { TairAction } from './tair-action.ts';
import { throttle } from './throttle.ts';

const API_VERSION = '2015-01-01';

function findAction(state: TairState, request: SimulatedRequest, name: string): TairAction {
  const action = actionTable.get(name);
  if (request.path !== '/' || !action || state.quirks.unknownActions.includes(name)) throw apiNotFound();
  return action;
}

function checkPermission(state: TairState, caller: TairCredential, action: string): void {
  if (caller.access === 'full' || action.startsWith('Describe')) return;
  const detail = {
    AccessDeniedDetail: {
      AuthAction: `kvstore:${action}`,
      AuthPrincipalType: 'SubUser',
      AuthPrincipalOwnerId: state.account.uid,
      NoPermissionType: 'ImplicitDeny',
      PolicyType: 'AccountLevelIdentityBasedPolicy',
    },
  };
  throw new ApiFault(
    403,
    'Forbidden.RAM',
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
    {},
    detail,
  );
}

/** Runs one request against the state: the gateway's checks in its order, then the action. */
export function answerRequest(
  state: TairState,
  request: SimulatedRequest,
  options: SimulatorOptions,
): Readonly<Record<string, unknown>> {
  const now = options.now();
  if (request.method !== 'GET' && request.method !== 'POST') {
    throw new ApiFault(405, 'UnsupportedHTTPMethod', 'This http method is not supported.');
  }
  const caller = authenticate(state, request, now);
  const version = request.headers['x-acs-version'] ?? '';
  const name = request.headers['x-acs-action'] ?? '';
  if (name === '') throw missingParameter('Action');
  if (version === '') throw missingParameter('Version');
  if (version !== API_VERSION) throw invalidParameter('Version');
  const action = findAction(state, request, name);
  throttle(state, name, now);
  checkPermission(state, caller, name);
  // Every parameter of this API is documented at the query position.
  if (request.body.length > 0) throw malformedRequest('The request body must be empty.');
  const parameters = readParameters(queryPairs(request.rawQuery), action.parameters);
  const { method, path } = request;
  return action.run({ state, now, settleMs: options.settleMs, method, path, parameters });
}
