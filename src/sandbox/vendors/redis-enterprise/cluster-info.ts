import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { visibleDatabases } from './permission.ts';
import { refusal, statusOnly } from './refusal.ts';
import { AUDIT_SETTINGS_SCHEMA } from './settings-schema.ts';
import type { RedisDatabase } from './state.ts';
import { hasAuditing, hasAuditSettings, hasMasking } from './version.ts';

/** GET /v1/cluster. Before 8.2 it gave away the mail server's password (release notes 8.2.0-25). */
export function getCluster({ state }: Call): SimulatedReply {
  const { name, handle_redirects, mask_bdb_credentials, control_plane_basic_authentication } = state.cluster;
  return {
    status: 200,
    body: {
      name,
      handle_redirects,
      email_alerts: false,
      ...(hasMasking(state) ? { mask_bdb_credentials } : {}),
      ...(hasAuditSettings(state)
        ? { control_plane_basic_authentication }
        : { smtp_password: 'sandbox-redis-smtp-password' }),
    },
  };
}

export function getLicense({ state }: Call): SimulatedReply {
  return { status: 200, body: { cluster_name: state.cluster.name, expired: state.licenseExpired } };
}

export function listNodes({ state }: Call): SimulatedReply {
  const nodes = state.nodes.map(({ uid, addr, softwareVersion, responding }) => ({
    uid,
    addr,
    software_version: softwareVersion,
    status: responding ? 'active' : 'down',
  }));
  return { status: 200, body: nodes };
}

export function listNodeStatuses({ state }: Call): SimulatedReply {
  const nodes = state.nodes.map(({ uid, addr, softwareVersion, role, responding }) => ({
    node_uid: uid,
    addr,
    software_version: softwareVersion,
    role,
    node_status: responding ? 'OK' : 'unreachable',
  }));
  return { status: 200, body: nodes };
}

/** GET /v1/jsonschema?object=bdb: what this version really takes. */
export function getJsonSchema({ state, request }: Call): SimulatedReply {
  if (request.query.get('object') !== 'bdb') throw refusal(406, 'invalid_schema', 'No schema for this object');
  return {
    status: 200,
    body: {
      type: 'object',
      properties: {
        uid: { type: 'integer' },
        name: { type: 'string' },
        ...(hasAuditing(state) ? { db_conns_auditing: { type: 'boolean' } } : {}),
        ...(hasAuditSettings(state) ? { audit_settings: AUDIT_SETTINGS_SCHEMA } : {}),
      },
    },
  };
}

export function listCrdbs({ state, user }: Call): SimulatedReply {
  return {
    status: 200,
    body: visibleDatabases(state, user).flatMap((database) => shownCrdb(database, state.cluster.name)),
  };
}

export function getCrdb({ state, user }: Call, guid: string): SimulatedReply {
  const [crdb] = visibleDatabases(state, user)
    .filter(({ crdt }) => crdt?.guid === guid)
    .flatMap((database) => shownCrdb(database, state.cluster.name));
  if (crdb === undefined) throw statusOnly(404);
  return { status: 200, body: crdb };
}

/** Local uids are text here, and the peers' passwords are in clear (CRDB object page). */
function shownCrdb({ uid, name, crdt }: RedisDatabase, cluster: string): object[] {
  if (crdt === null) return [];
  const credentials = { username: 'peer@example.com', password: 'sandbox-redis-peer-password' };
  return [
    {
      guid: crdt.guid,
      name,
      default_db_config: {},
      instances: [{ id: 1, db_uid: String(uid), cluster: { name: cluster, credentials } }],
      local_databases: [{ bdb_uid: String(uid), id: 1 }],
      ...(crdt.managedBy === null ? {} : { managed_by: crdt.managedBy }),
    },
  ];
}
