import type { HttpClient } from '../../http/http-client.ts';
import type { Clock, OpenConnection, ProviderIo } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { getCluster, getPool, getSettings, type Haste } from './api.ts';
import { createNodeClients, type NodeClients } from './node-clients.ts';
import { nodeUrl } from './node-address.ts';
import type { Cluster, Node, Pool, Settings } from './wire.ts';

/** For nodes beside the endpoint. */
export const HASTE: Haste = { timeoutMs: 5_000, attempts: 2 };
/** How long a node that never answered is left alone, so that polls do not wait for it each time. */
const FORGET_MS = 60_000;

export interface NodeReading {
  /** `host:port`, for people. */
  readonly node: string;
  readonly clients: NodeClients;
  readonly settings: Settings;
}

/** An active node that could not be read. */
export interface SilentNode {
  readonly node: string;
  readonly why: string;
  /** It answered before in this session, so it is not merely out of reach. */
  readonly heard: boolean;
}

export interface ClusterReading {
  readonly cluster: Cluster;
  /** Empty when the cluster has no name. */
  readonly clusterName: string;
  /** False when the server does not tell its nodes, so that only the endpoint's was read. */
  readonly listed: boolean;
  readonly active: readonly Node[];
  /** The endpoint's own node first; never empty. */
  readonly nodes: readonly [NodeReading, ...NodeReading[]];
  readonly silent: readonly SilentNode[];
  /** Membership of the node behind the endpoint. */
  readonly membership: string;
}

export interface ClusterReader {
  readonly endpoint: HttpClient;
  /**
   * Cluster and settings of every active node. `check` sees the cluster before anything else is asked of one that this
   * reader does not know yet. Throws ProviderError when the endpoint itself cannot be read, or when a node answers
   * something odd or refuses the login.
   */
  read(check?: Check): Promise<ClusterReading>;
  /** As `read`; `beside` is asked of the same cluster at the same time. */
  readBeside<T>(check: Check, beside: () => Promise<T>): Promise<readonly [ClusterReading, T]>;
}

/** Throws for a cluster that is not the one meant. */
export type Check = (cluster: Cluster) => void;

/** Credentials go to the endpoint, and to nodes that the endpoint names after it was logged in to. Throws AF216. */
export function createClusterReader(connection: OpenConnection, io: ProviderIo): ClusterReader {
  const base = endpointOf(connection);
  const clients = createNodeClients(io);
  const own = clients(base.href.replace(/\/+$/, ''));
  const readNode = createNodeReader(clients, base, io.clock);
  let known: Cluster | null = null;

  const readNodes = async (cluster: Cluster, settings: Settings, pool: Pool | null): Promise<ClusterReading> => {
    const { clusterName, nodes } = pool ?? { clusterName: '', nodes: [] };
    const active = nodes.filter(({ membership }) => membership === 'active');
    const home = nodes.find((node) => isHome(node, nodes, base));
    const others = await Promise.all(
      active.filter((node) => node !== home).map((node) => readNode(node, cluster.uuid)),
    );
    const first = { node: home?.hostname ?? base.host, clients: own, settings };
    return {
      cluster,
      clusterName,
      listed: pool !== null,
      active,
      nodes: [first, ...others.filter((other) => 'settings' in other)],
      silent: others.filter((other) => 'why' in other),
      membership: home?.membership ?? 'active',
    };
  };

  const readBeside = async <T>(check: Check, beside: () => Promise<T>): Promise<readonly [ClusterReading, T]> => {
    const guess = isMeant(known, check) ? known : null;
    const before = guess ?? judged(await getCluster(own.http), check);
    // The settings are guarded by the uuid, so a cluster that is known already can be asked for its name meanwhile.
    const [now, settings, pool, more] = await Promise.allSettled([
      guess === null ? before : getCluster(own.http),
      getSettings(own.http, before.uuid),
      getPool(own.http),
      beside(),
    ]);
    const cluster = judged(settledValue(now), check);
    const moved = cluster.uuid !== before.uuid;
    known = moved ? null : cluster;
    if (moved) return readBeside(check, beside);
    const [endpoints, listed, beyond] = [settledValue(settings), settledValue(pool), settledValue(more)];
    return [await readNodes(cluster, endpoints, listed), beyond];
  };

  return {
    endpoint: own.http,
    readBeside,
    read: async (check = () => {}) => (await readBeside(check, async () => null))[0],
  };
}

/** Is it known which cluster this is, and is that the one meant? */
function isMeant(known: Cluster | null, check: Check): boolean {
  try {
    if (known !== null) check(known);
    return known !== null;
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return false;
  }
}

function judged(cluster: Cluster, check: Check): Cluster {
  check(cluster);
  if (!cluster.enterprise) throw communityEdition();
  return cluster;
}

function settledValue<T>(end: PromiseSettledResult<T>): T {
  if (end.status === 'rejected') throw end.reason;
  return end.value;
}

type ReadNode = (node: Node, uuid: string) => Promise<NodeReading | SilentNode>;

/** Reads nodes beside the endpoint and remembers which of them ever answered. */
function createNodeReader(clients: (baseUrl: string) => NodeClients, base: URL, clock: Clock): ReadNode {
  const heard = new Set<string>();
  const lost = new Map<string, { readonly silent: SilentNode; readonly until: number }>();
  return async (node, uuid) => {
    const name = node.hostname;
    const url = nodeUrl(node, base);
    if (url === null)
      return {
        node: name,
        why: 'this address cannot be used from here, or not without showing the password',
        heard: false,
      };
    const known = lost.get(name);
    if (known !== undefined && clock.now() < known.until) return known.silent;
    try {
      const settings = await getSettings(clients(url).http, uuid, HASTE);
      heard.add(name);
      return { node: name, clients: clients(url), settings };
    } catch (error) {
      const why = whyOutOfReach(error);
      // A node that answers with an error is within reach, and may yet turn out to differ.
      if (isProviderError(error) && (error.code === 'AF309' || error.code === 'AF310')) heard.add(name);
      const silent = { node: name, why, heard: heard.has(name) };
      if (!silent.heard) lost.set(name, { silent, until: clock.now() + FORGET_MS });
      return silent;
    }
  };
}

/** The node says itself whether it is the one asked; else its address tells. */
function isHome(node: Node, nodes: readonly Node[], base: URL): boolean {
  if (nodes.some(({ thisNode }) => thisNode)) return node.thisNode;
  return nodes.length === 1 || node.hostname === base.host;
}

/** Out of reach, failing, or another cluster's machine at that address; everything else is no matter of the network. */
function whyOutOfReach(error: unknown): string {
  if (!isProviderError(error)) throw error;
  if (error.code === 'AF301') return 'no answer came from there';
  if (error.code === 'AF308') return 'another cluster answers there';
  if (error.code === 'AF309' || error.code === 'AF310') return `the answer was ${error.status ?? 'an error'}`;
  // A listed address is an inner one: out here it may belong to anything. What answers 200 is judged as a node.
  if (error.code === 'AF304' && error.status !== null && error.status !== 200)
    return `what answers there (${error.status}) is no node of Couchbase Server`;
  throw error;
}

function communityEdition(): ProviderError {
  return new ProviderError('Event auditing needs Enterprise Edition, and this is Community Edition.', {
    code: 'AF306',
    trouble: 'refused',
    fix: 'Take the cluster out of the manifests.',
  });
}

function endpointOf({ endpoint }: OpenConnection): URL {
  if (endpoint !== null && URL.canParse(endpoint)) return new URL(endpoint);
  throw new ProviderError('The connection has no endpoint.', {
    code: 'AF216',
    trouble: 'refused',
    sent: 'no',
    fix: 'Give the Connection an endpoint such as https://cb1.example.com:18091.',
  });
}
