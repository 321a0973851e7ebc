import type { SimulatedReply, SimulatedRequest, Simulator, SimulatorOptions } from '../../simulator.ts';
import { authenticate } from './authenticate.ts';
import { iam } from './iam.ts';
import { listInstances, listLogs, shown } from './listing.ts';
import { setPolicy, settle, showPolicy } from './policy.ts';
import { answer, refuse } from './reply.ts';
import { defaultTaurusdbState, restoredState, type TaurusdbState } from './state.ts';

export type { TaurusdbState } from './state.ts';

/**
 * Huawei Cloud TaurusDB: listener 0 is the service, listener 1 is IAM; the first answers IAM's paths too, for
 * clients that know one address only.
 */
export function createTaurusdbSimulator(options: SimulatorOptions): Simulator {
  let state: TaurusdbState = defaultTaurusdbState(options.now());
  const [key, reader] = state.keys;
  const user = state.users[0]!;
  return {
    id: 'taurusdb',
    listeners: 2,
    attach: () => undefined,
    handle: (request) => handle(state, request, options),
    state: () => {
      for (const instance of state.instances) settle(instance, options.now());
      return structuredClone(state);
    },
    restore: (value) => {
      state = restoredState(value);
    },
    environment: {
      HUAWEICLOUD_SDK_AK: key!.accessKey,
      HUAWEICLOUD_SDK_SK: key!.secretKey,
      HUAWEICLOUD_SDK_PROJECT_ID: state.projectId,
      HUAWEICLOUD_IAM_USERNAME: user.name,
      HUAWEICLOUD_IAM_PASSWORD: user.password,
      HUAWEICLOUD_IAM_DOMAIN: user.domain,
      HUAWEICLOUD_READER_AK: reader!.accessKey,
      HUAWEICLOUD_READER_SK: reader!.secretKey,
    },
  };
}

function handle(state: TaurusdbState, request: SimulatedRequest, options: SimulatorOptions): SimulatedReply {
  const now = options.now();
  for (const instance of state.instances) settle(instance, now);
  const login = iam(state, request, now);
  if (login !== null) return login;
  if (request.listener === 1) return refuse(404, 'APIGW.0101', 'The API does not exist or has not been published in the environment');
  const throttled = throttle(state, now);
  if (throttled !== null) return throttled;
  const caller = authenticate(state, request, now);
  if ('status' in caller) return caller;
  const [, version = '', project = '', kind = '', id = '', what = ''] = request.path.split('/');
  if ((version !== 'v3' && version !== 'v3.1') || (kind !== 'instances' && kind !== 'jobs')) return refuse(404, 'APIGW.0101', 'The API does not exist or has not been published in the environment');
  if (project !== state.projectId) return refuse(403, 'DBS.200010', 'You do not have permission to access this project.');
  if (request.method !== 'GET' && caller.access !== 'operate') return refuse(403, 'DBS.200010', 'You do not have the permission to perform this operation.');
  if (kind === 'jobs') return showJob(state, request, now);
  if (id === '') return request.method === 'GET' ? listInstances(state, request, version === 'v3.1') : refuse(404, 'APIGW.0101', 'The API does not exist');
  return ofInstance(state, request, options, { id, what, unified: version === 'v3.1' });
}

function ofInstance(state: TaurusdbState, request: SimulatedRequest, options: SimulatorOptions, at: { id: string; what: string; unified: boolean }): SimulatedReply {
  if (at.id === 'details' && request.method === 'GET') return details(state, request);
  if (!/^[A-Za-z0-9]{32}in07$/.test(at.id)) return refuse(400, 'DBS.280404', 'Invalid instance ID format.');
  const instance = state.instances.find((candidate) => candidate.id === at.id);
  if (instance === undefined) return refuse(404, 'DBS.280238', 'The DB instance does not exist.');
  switch (`${request.method} ${at.what}`) {
    case 'GET ':
      return answer({ instance: shown(instance, at.unified) });
    case 'GET audit-log-policy':
      return showPolicy(state, instance);
    case 'PUT audit-log-policy':
      return setPolicy(state, instance, request, { now: options.now(), settleMs: options.settleMs });
    case 'GET audit-logs':
      return listLogs(state, instance, request);
    case 'POST audit-log-link':
      return links(request);
    default:
      return refuse(404, 'APIGW.0101', 'The API does not exist or has not been published in the environment');
  }
}

function details(state: TaurusdbState, request: SimulatedRequest): SimulatedReply {
  const ids = (request.query.get('instance_ids') ?? '').split(',').filter((id) => id !== '');
  if (ids.length < 1 || ids.length > 20) return refuse(400, 'DBS.280001', 'instance_ids holds 1 to 20 ids.');
  return answer({ instances: state.instances.filter(({ id }) => ids.includes(id)).map((instance) => shown(instance, false)) });
}

function showJob(state: TaurusdbState, request: SimulatedRequest, now: number): SimulatedReply {
  const job = state.jobs.find(({ id, startedAt }) => id === request.query.get('id') && startedAt + 1_000 <= now);
  return job === undefined ? refuse(400, 'DBS.200543', 'The task does not exist.') : answer({ job: { id: job.id, name: 'SetAuditLogPolicy', status: 'Completed', instance: { id: job.instanceId } } });
}

function links(request: SimulatedRequest): SimulatedReply {
  let ids: unknown;
  try {
    ids = (JSON.parse(request.body.toString('utf8')) as { ids?: unknown }).ids;
  } catch {
    ids = null;
  }
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > 50) return refuse(400, 'DBS.280001', 'ids holds 1 to 50 file ids.');
  return answer({ links: ids.map((id) => `https://obs.example.com/${String(id)}?Signature=presigned`) });
}

function throttle(state: TaurusdbState, now: number): SimulatedReply | null {
  const { rate } = state;
  rate.times = rate.times.filter((time) => time > now - rate.windowMs);
  if (rate.times.length >= rate.limit) return refuse(429, 'APIGW.0308', `The throttling threshold has been reached: policy user over ratelimit,limit:${rate.limit},time:${rate.windowMs % 60_000 === 0 ? `${rate.windowMs / 60_000} minute` : `${rate.windowMs / 1_000} second`}`);
  rate.times.push(now);
  return null;
}
