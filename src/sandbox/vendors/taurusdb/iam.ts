import type { SimulatedReply } from '../../simulator.ts';
import { authenticate } from './authenticate.ts';
import type { Call } from './call.ts';
import type { Denial } from './caller.ts';
import { listProjects } from './list-projects.ts';
import { login } from './login.ts';
import { gatewayRefusal, iamRefusal } from './reply.ts';

/** IAM's own two calls, or null for any other. */
export function iam(call: Call): SimulatedReply | null {
  switch (`${call.request.method} ${call.request.path}`) {
    case 'POST /v3/auth/tokens':
      return login(call);
    case 'GET /v3/projects':
      return projects(call);
    default:
      return null;
  }
}

function projects(call: Call): SimulatedReply {
  const caller = authenticate(call);
  return 'denied' in caller ? denialReply(call, caller) : listProjects(call, caller);
}

/** Codes of IAM's error table; a bad signature is still the gateway's business. */
function denialReply(call: Call, { denied, text }: Denial): SimulatedReply {
  switch (denied) {
    case 'absent':
      return iamRefusal(call, 401, 'IAM.0001', 'The request you have made requires authentication.');
    case 'expired token':
      return iamRefusal(call, 401, 'IAM.0066', 'The token has expired.');
    case 'invalid token':
      return iamRefusal(call, 401, 'IAM.0067', 'Invalid token.');
    case 'refused':
      return gatewayRefusal(call, 401, 'APIGW.0301', `Incorrect IAM authentication information: ${text}`);
  }
}
