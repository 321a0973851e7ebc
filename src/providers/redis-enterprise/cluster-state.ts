import type { HttpClient } from '../../http/http-client.ts';
import type { Clock } from '../provider.ts';
import { type Ability, abilityFromSchema, abilityOf } from './ability.ts';
import * as api from './api.ts';
import { type DatabaseState, isBeingChanged } from './document.ts';
import { canonicalHost } from './network-address.ts';
import type { DatabaseReply, SinkReply } from './wire.ts';

/** Everything read of a cluster, before it is judged. */
export interface ClusterState {
  /** Null when the cluster does not show it and the manifest does not ask for it. */
  readonly name: string | null;
  readonly ability: Ability;
  readonly sink: SinkReply;
  readonly policy: boolean;
  readonly databases: readonly DatabaseReply[];
}

export interface Reader {
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Learns the nodes' addresses, the only hosts besides the endpoint that a redirect may lead to. */
  readonly sawNodes: (addresses: readonly string[]) => void;
}

export interface Wish {
  /** Is the cluster's name to be compared? */
  readonly named: boolean;
  /** May throw before anything else is asked. */
  readonly checkName: (name: string | null) => void;
  /** Databases whose change under way is worth waiting for. */
  readonly worthWaiting: (database: DatabaseState) => boolean;
}

/** A change that somebody has just made ends within seconds; one that takes longer is reported, not waited for. */
const PATIENCE_MS = 5000;

export async function readCluster(reader: Reader, wish: Wish): Promise<ClusterState> {
  const { http } = reader;
  const name = await api.getClusterName(http, wish.named);
  wish.checkName(name);
  const ability = await readAbility(reader);
  const [sink, policy, databases] = await Promise.all([
    api.getSink(http, ability.auditSettings),
    api.getPolicy(http),
    readDatabases(reader, wish, ability.auditSettings),
  ]);
  return { name, ability, sink, policy, databases };
}

async function readDatabases(reader: Reader, wish: Wish, withSettings: boolean): Promise<readonly DatabaseReply[]> {
  const until = reader.clock.now() + PATIENCE_MS;
  for (let pause = 250; ; pause = Math.min(pause * 2, 1000)) {
    const databases = await api.getDatabases(reader.http, withSettings);
    const changing = databases.some(({ state }) => isBeingChanged(state.status) && wish.worthWaiting(state));
    if (!changing || reader.clock.now() >= until) return databases;
    await reader.clock.sleep(pause);
  }
}

async function readAbility({ http, sawNodes }: Reader): Promise<Ability> {
  const nodes = await api.getNodes(http);
  sawNodes((nodes ?? []).flatMap(({ addr }) => (addr === null ? [] : [canonicalHost(addr)])));
  const known = nodes === null ? null : abilityOf(nodes);
  if (known !== null) return known;
  const versions = [...new Set((nodes ?? []).map((node) => node.version))].sort();
  const found = await api.getDatabaseSchema(http);
  if (found !== null) return abilityFromSchema(found.schema, found.source, versions);
  return { version: null, auditSettings: await api.showsSettings(http), versions, guessed: true };
}
