import type { HttpClient } from '../../http/http-client.ts';
import { watchedWrites } from '../../http/watched-writes.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired, OpenConnection, ProviderIo, Session } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { perform } from './apply.ts';
import { readCluster } from './cluster-state.ts';
import { discoverCluster } from './discover.ts';
import { basicLogin } from '../../http/basic-login.ts';
import { metricsBase } from './metrics.ts';
import { canonicalHost } from './network-address.ts';
import { checkClusterName, matters, observe } from './observe.ts';
import { reach } from './reach.ts';
import { createAbilityReader } from './read-ability.ts';
import { redirectGuard } from './redirect.ts';
import { createSharedReading } from './shared-reading.ts';
import { verify } from './verify.ts';

/** One cluster's REST API. Throws AF216 without endpoint. */
export function openSession(connection: OpenConnection, io: ProviderIo): Session {
  const baseUrl = endpointOf(connection);
  const knownHosts = new Set<string>();
  const deferred = new Set<string>();
  let hasWritten = false;
  const http = io.http({
    baseUrl,
    authenticate: basicLogin(io),
    redirect: redirectGuard(new URL(baseUrl), knownHosts),
    // Each change reconfigures the cluster and the gateway caps connections, so few at a time.
    defaults: { concurrency: 4 },
  });
  let metrics: HttpClient | null = null;
  const openMetrics = () => {
    metrics ??= io.http({
      baseUrl: metricsBase(baseUrl, connection.metricsEndpoint),
      authenticate: async () => ({}),
      defaults: { concurrency: 1 },
    });
    return metrics;
  };
  const ability = createAbilityReader(http, io.clock, (addresses) =>
    addresses.forEach((address) => void knownHosts.add(address)),
  );
  const readNow = async (wanted: Desired): Promise<Observation> => {
    const { name: clusterName } = wanted.target;
    if (typeof clusterName === 'string') knownHosts.add(canonicalHost(clusterName));
    const state = await readCluster(
      { http, clock: io.clock, ability },
      {
        named: typeof clusterName === 'string',
        checkName: (name) => checkClusterName(wanted.target, name),
        // While this session writes, each operation follows its own database: reading need not wait for all.
        worthWaiting: (database) => !hasWritten && matters(wanted, database),
      },
    );
    return observe(wanted, state, new URL(baseUrl).origin);
  };
  const readings = new Map<string, () => Promise<Observation>>();
  /** While it writes, several operations of one target read back at the same time. */
  const read = (wanted: Desired): Promise<Observation> => {
    if (!hasWritten) return readNow(wanted);
    const shared = readings.get(wanted.address) ?? createSharedReading(() => readNow(wanted));
    readings.set(wanted.address, shared);
    return shared();
  };
  return {
    read,
    reach: (delta) => reach(delta, http),
    apply: async (operation, wanted, writing) => {
      hasWritten = true;
      const { clock, settleMs } = io;
      await perform(operation, {
        http: watchedWrites(http, writing),
        clock,
        settleMs,
        read: () => read(wanted),
        deferred,
      });
      return {};
    },
    verify: (wanted, live) => verify(wanted, live, { baseUrl, openMetrics, clock: io.clock }),
    discover: () => discoverCluster(read),
  };
}

function endpointOf(connection: OpenConnection): string {
  const endpoint = connection.endpoint?.replace(/\/+$/, '') ?? '';
  if (URL.canParse(endpoint)) return endpoint;
  throw new ProviderError('The connection has no endpoint.', {
    code: 'AF216',
    trouble: 'refused',
    fix: 'Give the Connection an endpoint such as https://cluster.example.com:9443.',
  });
}
