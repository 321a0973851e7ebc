import type { Simulator, SimulatorOptions } from '../simulator.ts';
import { createCouchbaseSimulator } from './couchbase/index.ts';
import { createDbauditSimulator } from './dbaudit/index.ts';
import { createRedisEnterpriseSimulator } from './redis-enterprise/index.ts';
import { createTairSimulator } from './tair/index.ts';
import { createTaurusdbSimulator } from './taurusdb/index.ts';

/** One line per vendor. */
export function createSimulators(options: SimulatorOptions): Simulator[] {
  return [
    createRedisEnterpriseSimulator(options),
    createDbauditSimulator(options),
    createCouchbaseSimulator(options),
    createTairSimulator(options),
    createTaurusdbSimulator(options),
  ];
}
