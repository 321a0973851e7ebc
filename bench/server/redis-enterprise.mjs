// Redis Enterprise cluster manager, version 7.22 (https://redis.io/docs/latest/operate/rs/references/rest-api/).
import { names } from '../fleet/targets.mjs';

const BDBS = JSON.stringify(
  [1, 2, 3].map((uid) => ({
    uid,
    name: `database-${uid}`,
    status: 'active',
    crdt: false,
    internal: false,
    db_conns_auditing: true,
  })),
);
const NODES = JSON.stringify(
  [1, 2, 3].map((uid) => ({ uid, addr: `10.0.0.${uid}`, software_version: '7.22.0-241', status: 'active' })),
);
const SINK = JSON.stringify({
  audit_protocol: 'TCP',
  audit_address: 'siem.example.com',
  audit_port: 6514,
  audit_reconnect_interval: 1,
  audit_reconnect_max_attempts: 0,
});

/** Drift: new databases start without auditing. `state`: the policy as it was last written. */
export function answer({ method, path, body }, k, drifted, state) {
  switch (`${method} ${path}`) {
    case 'GET /v1/cluster':
      return JSON.stringify({ name: names.cluster(k), handle_redirects: false, email_alerts: false });
    case 'GET /v1/nodes':
      return NODES;
    case 'GET /v1/cluster/auditing/db_conns':
      return SINK;
    case 'GET /v1/cluster/policy':
      return JSON.stringify({ db_conns_auditing: state.get(k) ?? !drifted, default_shards_placement: 'dense' });
    case 'PUT /v1/cluster/policy':
      state.set(k, JSON.parse(body).db_conns_auditing === true);
      return '';
    case 'GET /v1/bdbs':
      return BDBS;
    default:
      return null;
  }
}
