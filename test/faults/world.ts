import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type ServedSimulator, serveSimulator } from '../../src/sandbox/server.ts';
import type { SimulatedReply, SimulatedRequest } from '../../src/sandbox/simulator.ts';
import { createCouchbaseCluster } from './couchbase-cluster.ts';
import { createDbauditFleet } from './dbaudit-fleet.ts';
import { type Fleet, TIMEOUT_SECONDS } from './fleet.ts';
import { answerFaults, type Spoiler, type Weather, wireFaults } from './misbehave.ts';
import { between, createRandom } from './random.ts';
import { createRedisEnterpriseCluster } from './redis-enterprise-cluster.ts';
import { createTairFleet } from './tair-fleet.ts';
import { createTaurusdbFleet } from './taurusdb-fleet.ts';
import { createWitness, type Witness } from './witness.ts';

/** 200 targets: a cluster is one target and needs listeners of its own. */
export const MIX = { tair: 62, taurusdb: 62, dbaudit: 56, couchbase: 12, redisEnterprise: 8 };

/** What somebody does at the nth request that a fleet gets in a run. */
export type Disturbance = (witness: Witness) => void;

/** Simulators on loopback, manifests for their objects, and who watches them. */
export interface World {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
  readonly witnesses: readonly Witness[];
  /** Of one of `addresses`. */
  witnessOf(address: string): Witness;
  /** Null: from now on nothing goes wrong and nobody else is there. */
  setWeather(weather: Weather | null, disturbances: ReadonlyMap<string, ReadonlyMap<number, Disturbance>>): void;
  /** Nothing stalls any more: from now on a slow machine must not look like a slow vendor. */
  bePatient(): void;
  /** Told of each request that reaches a simulator. */
  onRequest: (write: boolean) => void;
  /** Resolves when no request is under way. */
  quiet(): Promise<void>;
  requests(fleet: Fleet): ServedSimulator['requests'];
  crashes(): readonly unknown[];
  /** What was logged in so far. */
  tokens(): readonly string[];
  close(): Promise<void>;
}

interface Stand {
  readonly witness: Witness;
  readonly served: ServedSimulator;
  spoiler: Spoiler | null;
  disturbances: ReadonlyMap<number, Disturbance>;
  count: number;
}

export async function openWorld(seed: number): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'auditform-faults-'));
  const random = createRandom(seed, 'world');
  const options = { now: Date.now, settleMs: between(random, 0, 200) };
  const stands: Stand[] = [];
  let underWay = 0;
  const documents: object[] = [];
  const world: World = {
    folder,
    environment: {},
    addresses: [],
    witnesses: [],
    witnessOf: (address) => stands.find(({ witness }) => witness.fleet.addresses.includes(address))!.witness,
    setWeather(weather, disturbances) {
      for (const stand of stands) {
        const { fleet } = stand.witness;
        stand.served.faults = weather === null ? null : wireFaults(fleet, weather);
        stand.spoiler = weather === null ? null : answerFaults(fleet, weather);
        stand.disturbances = disturbances.get(fleet.name) ?? new Map();
        stand.count = 0;
      }
    },
    bePatient: () => undefined,
    onRequest: () => undefined,
    quiet: async () => {
      while (underWay > 0) await new Promise((done) => setTimeout(done, 20));
    },
    requests: (fleet) => stands.find(({ witness }) => witness.fleet === fleet)!.served.requests,
    crashes: () => stands.flatMap(({ served }) => served.crashes),
    tokens: () =>
      stands.flatMap(({ served }) => {
        const { tokens = [] } = served.simulator.state() as { tokens?: { token?: string; value?: string }[] };
        return tokens.map(({ token, value }) => token ?? value ?? '').filter((text) => text !== '');
      }),
    close: async () => void (await Promise.all(stands.map(({ served }) => served.close()))),
  };
  const fleets = [
    createTairFleet(MIX.tair, random, options),
    createTaurusdbFleet(MIX.taurusdb, random, options),
    createDbauditFleet(MIX.dbaudit, random, options),
    ...numbers(MIX.couchbase).map((number) => createCouchbaseCluster(number, random, options)),
    ...numbers(MIX.redisEnterprise).map((number) => createRedisEnterpriseCluster(number, random, options)),
  ];
  for (const fleet of fleets) {
    const witness = createWitness(fleet);
    const handle = async (request: SimulatedRequest): Promise<SimulatedReply> => {
      underWay += 1;
      try {
        stand.count += 1;
        stand.disturbances.get(stand.count)?.(witness);
        world.onRequest(fleet.isWrite(request));
        const answer = () => answered(witness, request);
        return await (stand.spoiler === null ? answer() : stand.spoiler(request, answer));
      } finally {
        underWay -= 1;
      }
    };
    // The simulators' own `state` and `restore` go on working on the same object.
    const served = await serveSimulator({ ...fleet.simulator, handle }, { latencyMs: 0, now: Date.now });
    const stand: Stand = { witness, served, spoiler: null, disturbances: new Map(), count: 0 };
    stands.push(stand);
    documents.push(...fleet.documents(served.origins));
  }
  mkdirSync(join(folder, 'manifests'));
  const text = documents.map((one) => `---\n${stringify(one)}`).join('');
  const write = (manifests: string) => writeFileSync(join(folder, 'manifests/all.yaml'), manifests);
  write(text);
  return Object.assign(world, {
    bePatient: () => write(text.replaceAll(`timeoutSeconds: ${TIMEOUT_SECONDS}\n`, 'timeoutSeconds: 30\n')),
    environment: Object.assign({}, ...fleets.map(({ simulator }) => simulator.environment)) as Record<string, string>,
    addresses: fleets.flatMap(({ addresses }) => addresses),
    witnesses: stands.map(({ witness }) => witness),
  });
}

async function answered(witness: Witness, request: SimulatedRequest): Promise<SimulatedReply> {
  const { simulator, isWrite } = witness.fleet;
  if (!isWrite(request)) return simulator.handle(request);
  witness.look();
  const reply = await simulator.handle(request);
  witness.look();
  const blame = witness.fleet.blame?.(request, reply) ?? null;
  if (blame !== null) witness.charges.push(blame);
  return reply;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
