import type { HttpClient } from '../../http/http-client.ts';
import { type Ability, abilityFromSchema, abilityOf } from './ability.ts';
import * as api from './api.ts';
import { canonicalHost } from './network-address.ts';
import type { DatabaseReply, SinkReply } from './wire.ts';

/** Everything read of a cluster, before it is judged. */
export interface ClusterState {
  readonly name: string;
  readonly ability: Ability;
  readonly sink: SinkReply;
  readonly policy: boolean;
  readonly databases: readonly DatabaseReply[];
}

/**
 * Reads a cluster. `sawNodes` learns the nodes' addresses, the only hosts besides the endpoint that a redirect
 * may lead to. `checkName` may throw before anything else is asked.
 */
export async function readCluster(
  http: HttpClient,
  sawNodes: (addresses: readonly string[]) => void,
  checkName: (name: string) => void,
): Promise<ClusterState> {
  const name = await api.getClusterName(http);
  checkName(name);
  const ability = await readAbility(http, sawNodes);
  const [sink, policy, databases] = await Promise.all([
    api.getSink(http, ability.auditSettings),
    api.getPolicy(http),
    api.getDatabases(http, ability.auditSettings),
  ]);
  return { name, ability, sink, policy, databases };
}

async function readAbility(http: HttpClient, sawNodes: (addresses: readonly string[]) => void): Promise<Ability> {
  const nodes = await api.getNodes(http);
  sawNodes((nodes ?? []).flatMap(({ addr }) => (addr === null ? [] : [canonicalHost(addr)])));
  const known = nodes === null ? null : abilityOf(nodes);
  if (known !== null) return known;
  const { schema, source } = await api.getDatabaseSchema(http);
  const versions = [...new Set((nodes ?? []).map((node) => node.version))].sort();
  return abilityFromSchema(schema, source, versions);
}
