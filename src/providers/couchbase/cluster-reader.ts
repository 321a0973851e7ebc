import type { HttpClient } from '../../http/http-client.ts';
import type { OpenConnection, ProviderIo } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { getCluster, getNodes, getSettings, type Haste } from './api.ts';
import type { Cluster, Node, Settings } from './wire.ts';

/** Nodes beside the endpoint get one quick try: their addresses may lead nowhere from here. */
export const HASTE: Haste = { timeoutMs: 5_000, attempts: 2 };
/** No rate is published; a handful at a time is polite. */
const DEFAULTS = { concurrency: 8 };

export interface NodeSettings {
  /** `host:port`, for people. */
  readonly node: string;
  readonly http: HttpClient;
  readonly settings: Settings;
}

export interface ClusterReading {
  readonly cluster: Cluster;
  readonly name: string;
  /** The endpoint's own node first. */
  readonly nodes: readonly NodeSettings[];
  /** Active nodes that did not answer. */
  readonly silent: readonly string[];
}

export interface ClusterReader {
  readonly endpoint: HttpClient;
  /** Cluster, nodes and every reachable node's settings. Throws ProviderError when the endpoint itself cannot be read. */
  read(): Promise<ClusterReading>;
}

/** Every client shares the connection's credentials, which go only to the endpoint and to nodes that it names itself. */
export function createClusterReader(connection: OpenConnection, io: ProviderIo): ClusterReader {
  if (connection.endpoint === null) throw new ProviderError('The connection has no endpoint.', { code: 'AF216', trouble: 'refused', fix: 'Add endpoint.' });
  const clients = new Map<string, HttpClient>();
  const client = (baseUrl: string): HttpClient => {
    const known = clients.get(baseUrl) ?? io.http({ baseUrl, authenticate: async (_request, access) => basic(await io.credentials(access)), defaults: DEFAULTS });
    clients.set(baseUrl, known);
    return known;
  };
  const endpoint = client(connection.endpoint);
  const base = new URL(connection.endpoint);
  return {
    endpoint,
    read: async () => {
      const cluster = await getCluster(endpoint);
      if (!cluster.enterprise) throw new ProviderError('Event auditing needs Enterprise Edition, and this is Community Edition.', { code: 'AF306', trouble: 'refused' });
      const settings = await getSettings(endpoint);
      const { name, nodes } = await getNodes(endpoint);
      const others = nodes.filter((node) => node.active && !isEndpoint(node, nodes, base));
      const answers = await Promise.all(others.map((node) => readNode(node, base, client)));
      const read = answers.filter((answer) => typeof answer !== 'string');
      return { cluster, name, nodes: [{ node: base.host, http: endpoint, settings }, ...read], silent: answers.filter((answer) => typeof answer === 'string') };
    },
  };
}

function isEndpoint(node: Node, nodes: readonly Node[], base: URL): boolean {
  return nodes.some(({ thisNode }) => thisNode) ? node.thisNode : node.hostname === base.host || nodes.length === 1;
}

/** The node's settings, or its name when it did not answer. */
async function readNode(node: Node, base: URL, client: (baseUrl: string) => HttpClient): Promise<NodeSettings | string> {
  const url = nodeUrl(node, base);
  if (url === null) return node.hostname;
  try {
    const http = client(url);
    return { node: node.hostname, http, settings: await getSettings(http, HASTE) };
  } catch (error) {
    if (!isProviderError(error) || (error.code !== 'AF301' && error.code !== 'AF310' && error.code !== 'AF309')) throw error;
    return node.hostname;
  }
}

/** The same scheme as the endpoint's: credentials never go from https to http. */
function nodeUrl({ hostname, httpsPort }: Node, base: URL): string | null {
  const host = hostname.replace(/:\d+$/, '');
  const address = base.protocol === 'https:' ? `https://${host}:${httpsPort ?? 18091}` : `http://${hostname}`;
  return URL.canParse(address) ? address : null;
}

function basic({ username, password }: Readonly<Record<string, string>>): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
