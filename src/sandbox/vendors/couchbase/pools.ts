import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { jsonStringReply } from './reply.ts';
import { nodeVersion, shownVersion } from './version.ts';

/** GET /pools: before set-up the uuid is an empty array (menelaus_web_pools.erl). */
export function showPools({ state, index }: Call): SimulatedReply {
  const body = {
    isEnterprise: state.enterprise,
    implementationVersion: shownVersion(nodeVersion(state, index), state.enterprise),
    pools: state.uuid === null ? [] : [{ name: 'default', uri: `/pools/default?uuid=${state.uuid}` }],
    uuid: state.uuid ?? [],
  };
  return { status: 200, body };
}

/** GET /pools/default. */
export function showPool({ state, index, origins }: Call): SimulatedReply {
  if (state.uuid === null) return jsonStringReply(404, 'unknown pool');
  const nodes = state.nodes.map((node, position) => ({
    otpNode: `ns_1@node${position + 1}.sandbox`,
    nodeUUID: String(position + 1).repeat(32),
    hostname: hostOf(origins, position),
    thisNode: position === index,
    status: node.status,
    clusterMembership: node.clusterMembership,
    version: shownVersion(nodeVersion(state, position), state.enterprise),
    services: node.services,
    ports: { httpsMgmt: 18091, direct: 11210 },
  }));
  const { clusterName, rebalanceStatus } = state;
  return { status: 200, body: { name: 'default', clusterName, rebalanceStatus, nodes } };
}

export function hostOf(origins: readonly string[], position: number): string {
  const origin = origins[position];
  return origin === undefined ? `node${position + 1}.sandbox:8091` : new URL(origin).host;
}
