// Couchbase Server 7.6, one node a cluster (https://docs.couchbase.com/server/current/rest-api/rest-auditing.html).
import { names } from '../fleet/targets.mjs';

const EVENTS = JSON.stringify(
  [
    ...[20480, 20482, 20483, 20485, 20488, 20489, 20490, 20491, 20492, 20493].map((id) => ({
      id,
      module: 'memcached',
    })),
    ...[8243, 8255, 8257].map((id) => ({ id, module: 'ns_server' })),
    ...Array.from({ length: 60 }, (_, at) => ({ id: 28672 + at, module: 'n1ql' })),
  ].map(({ id, module }) => ({
    id,
    name: `event ${id}`,
    module,
    description: `What event ${id} of ${module} is about`,
  })),
);
const VERSION = '7.6.2-3721-enterprise';

/** Drift: auditing is off. `state`: the fields as they were last written. */
export function answer({ method, path, query, body }, k, drifted, state) {
  const uuid = names.couchbaseUuid(k);
  switch (`${method} ${path}`) {
    case 'GET /pools':
      return JSON.stringify({
        isEnterprise: true,
        implementationVersion: VERSION,
        pools: [{ name: 'default', uri: `/pools/default?uuid=${uuid}` }],
        uuid,
      });
    case 'GET /pools/default':
      return JSON.stringify({ name: 'default', clusterName: `couchbase-${k}`, rebalanceStatus: 'none', nodes: [node] });
    case 'GET /settings/audit':
      return JSON.stringify({ ...settings(!drifted), ...state.get(k) });
    case 'GET /settings/audit/descriptors':
      return EVENTS;
    case 'POST /settings/audit':
      if (query.get('just_validate') === '1') return '{"errors":{}}';
      state.set(k, { ...state.get(k), ...written(new URLSearchParams(body)) });
      return '';
    default:
      return null;
  }
}

const node = {
  otpNode: 'ns_1@cb.local',
  hostname: '127.0.0.1:8091',
  thisNode: true,
  status: 'healthy',
  clusterMembership: 'active',
  version: VERSION,
  ports: { httpsMgmt: 18091, direct: 11210 },
};

const settings = (auditdEnabled) => ({
  disabled: [8243, 20485, 20488],
  uid: '4711',
  auditdEnabled,
  disabledUsers: [],
  logPath: '/opt/couchbase/var/lib/couchbase/logs',
  pruneAge: 7776000,
  rotateInterval: 86400,
  rotateSize: 20971520,
});

function written(form) {
  return form.has('auditdEnabled') ? { auditdEnabled: form.get('auditdEnabled') === 'true' } : {};
}
