import type { SimulatedReply } from '../../simulator.ts';
import { getActionV1, getActionV2, listDatabaseActions } from './actions.ts';
import type { Call } from './call.ts';
import { changeDatabase } from './change-database.ts';
import {
  getCluster,
  getCrdb,
  getJsonSchema,
  getLicense,
  listCrdbs,
  listNodeStatuses,
  listNodes,
} from './cluster-info.ts';
import { getDatabase, listDatabases } from './databases.ts';
import type { Permission } from './permission.ts';
import { getPolicy, putPolicy } from './policy.ts';
import { deleteSink, getSink, putSink } from './sink.ts';

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly needs: Permission;
  /** `part` is what the path's group matched. */
  readonly answer: (call: Call, part: string) => SimulatedReply;
}

const SINK = /^\/v1\/cluster\/auditing\/db_conns$/;
const POLICY = /^\/v1\/cluster\/policy$/;
const DATABASE = /^\/v1\/bdbs\/(\d+)$/;

const ROUTES: readonly Route[] = [
  { method: 'GET', path: SINK, needs: 'view', answer: getSink },
  { method: 'PUT', path: SINK, needs: 'update_cluster', answer: putSink },
  { method: 'DELETE', path: SINK, needs: 'update_cluster', answer: deleteSink },
  { method: 'GET', path: POLICY, needs: 'view', answer: getPolicy },
  { method: 'PUT', path: POLICY, needs: 'update_cluster', answer: putPolicy },
  { method: 'GET', path: /^\/v1\/bdbs$/, needs: 'view', answer: listDatabases },
  { method: 'GET', path: DATABASE, needs: 'view', answer: getDatabase },
  { method: 'PUT', path: DATABASE, needs: 'update_bdb', answer: changeDatabase },
  { method: 'GET', path: /^\/v1\/actions\/bdb\/(\d+)$/, needs: 'view', answer: listDatabaseActions },
  { method: 'GET', path: /^\/v1\/actions\/([^/]+)$/, needs: 'view', answer: getActionV1 },
  { method: 'GET', path: /^\/v2\/actions\/([^/]+)$/, needs: 'view', answer: getActionV2 },
  { method: 'GET', path: /^\/v1\/nodes$/, needs: 'view', answer: listNodes },
  { method: 'GET', path: /^\/v1\/nodes\/status$/, needs: 'view', answer: listNodeStatuses },
  { method: 'GET', path: /^\/v1\/jsonschema$/, needs: 'anyone', answer: getJsonSchema },
  { method: 'GET', path: /^\/v1\/cluster$/, needs: 'view', answer: getCluster },
  { method: 'GET', path: /^\/v1\/license$/, needs: 'view', answer: getLicense },
  { method: 'GET', path: /^\/v1\/crdbs$/, needs: 'view', answer: listCrdbs },
  { method: 'GET', path: /^\/v1\/crdbs\/([^/]+)$/, needs: 'view', answer: getCrdb },
];

export function findRoute(method: string, path: string): Route | undefined {
  return ROUTES.find((route) => route.method === method && route.path.test(path));
}

/** A path that only takes other methods, or an action below a database, is 405; anything else unknown is 404. */
export function unroutedStatus(path: string): number {
  return ROUTES.some((route) => route.path.test(path)) || /^\/v1\/bdbs\/\d+\/[^/]+$/.test(path) ? 405 : 404;
}
