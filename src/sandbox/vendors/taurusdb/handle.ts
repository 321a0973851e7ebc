import type { SimulatedReply } from '../../simulator.ts';
import { authenticate } from './authenticate.ts';
import { accessRefusal, denialReply, projectRefusal } from './authorize.ts';
import type { Call } from './call.ts';
import { downloadLogFile } from './download-log-file.ts';
import { iam } from './iam.ts';
import { gatewayRefusal, iamRefusal, noSuchApi, refuse } from './reply.ts';
import { type Found, findRoute } from './routes.ts';
import { isInstanceId } from './show-instances.ts';
import { throttle } from './throttle.ts';

const IAM_LISTENER = 1;
const LARGEST_BODY = 12 * 1024 * 1024;

/** The gateway comes first: size, path, caller, rate; then the service. */
export function handle(call: Call): SimulatedReply {
  const { request } = call;
  if (request.body.length > LARGEST_BODY) {
    return gatewayRefusal(call, 413, 'APIGW.0201', 'Request entity too large.');
  }
  // One-endpoint clients log in where the service is.
  const login = iam(call);
  if (login !== null) return login;
  if (request.listener === IAM_LISTENER) {
    return iamRefusal(call, 404, 'IAM.0004', `Could not find API: ${request.method} ${request.path}.`);
  }
  const file = downloadLogFile(call);
  if (file !== null) return file;
  const found = findRoute(request.method, request.path);
  return found === null ? noSuchApi(call) : guarded(call, found);
}

function guarded(call: Call, found: Found): SimulatedReply {
  const caller = authenticate(call);
  if ('denied' in caller) return denialReply(call, caller);
  const language = call.request.headers['x-language'] ?? 'en-us';
  return (
    throttle(call, caller.name) ??
    projectRefusal(call, caller, found.projectId) ??
    accessRefusal(caller, found.route.needs) ??
    (language === 'en-us' || language === 'zh-cn' ? serve(call, found) : refuse('DBS.280001', 'X-Language'))
  );
}

function serve(call: Call, { route, projectId, instanceId }: Found): SimulatedReply {
  if (route.about === 'project') return route.run(call, projectId);
  if (!isInstanceId(instanceId)) return refuse('DBS.280404');
  const found = call.state.instances.find(({ id, ...rest }) => id === instanceId && rest.projectId === projectId);
  return found === undefined ? refuse(call.state.quirks.missingInstance) : route.run(call, found);
}
