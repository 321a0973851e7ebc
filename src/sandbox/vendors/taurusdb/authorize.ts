import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import type { Caller, Denial } from './caller.ts';
import { gatewayRefusal, refuse } from './reply.ts';
import type { TaurusdbAccess } from './state.ts';

/** The gateway's word for a caller it could not make out. */
export function denialReply(call: Call, { denied, text }: Denial): SimulatedReply {
  if (denied === 'expired token') return gatewayRefusal(call, 401, 'APIGW.0307', text);
  return gatewayRefusal(call, 401, 'APIGW.0301', `Incorrect IAM authentication information: ${text}`);
}

/** The project of the path must be the caller's, of this region, and the one that the credential names. */
export function projectRefusal(call: Call, caller: Caller, projectId: string): SimulatedReply | null {
  if (caller.means === 'token') return tokenRefusal(call, caller, projectId);
  if (caller.projectId !== null && caller.projectId !== projectId) return refuse('DBS.200010');
  return isHere(call, projectId, caller.domain) ? null : refuse('DBS.200010');
}

function tokenRefusal(call: Call, caller: Caller, projectId: string): SimulatedReply | null {
  const stale = gatewayRefusal(call, 401, 'APIGW.0307', 'The token must be updated.');
  if (caller.projectId === null) return call.state.quirks.domainToken === 'forbidden' ? refuse('DBS.280056') : stale;
  // A token of another region is refused like an expired one.
  if (!isHere(call, caller.projectId, caller.domain)) return stale;
  return caller.projectId === projectId ? null : refuse('DBS.280056');
}

/** Sub-projects are named `<region>_<anything>`. */
function isHere({ state }: Call, projectId: string, domain: string): boolean {
  return state.projects.some(
    (project) =>
      project.id === projectId &&
      project.domain === domain &&
      (project.name === state.region || project.name.startsWith(`${state.region}_`)),
  );
}

/** What a call does: look at instances, look at audit logs and their policy, or set the policy. */
export type Permission = 'instance:list' | 'auditlog:list' | 'auditlog:operate';

const GRANTS: Readonly<Record<TaurusdbAccess, readonly Permission[]>> = {
  operate: ['instance:list', 'auditlog:list', 'auditlog:operate'],
  list: ['instance:list', 'auditlog:list'],
  'policy-only': ['auditlog:list', 'auditlog:operate'],
  none: [],
};

export function accessRefusal(caller: Caller, needs: Permission): SimulatedReply | null {
  return GRANTS[caller.access].includes(needs) ? null : refuse('DBS.200010');
}
