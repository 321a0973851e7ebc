import type { SimulatorOptions } from '../../src/sandbox/simulator.ts';
import { type CouchbaseState, createCouchbaseSimulator } from '../../src/sandbox/vendors/couchbase/index.ts';
import { connection, type Fleet, manifest, type Tamper, without } from './fleet.ts';
import { pick, type Random } from './random.ts';

const DAY = 86_400;

interface Wish {
  readonly pruneAge: number | null;
  readonly all: boolean;
  readonly users: boolean;
}

/** One cluster of three nodes is one target. */
export function createCouchbaseCluster(number: number, random: Random, options: SimulatorOptions): Fleet {
  const simulator = createCouchbaseSimulator(options);
  const start = simulator.state() as CouchbaseState;
  const uuid = number.toString(16).padStart(32, 'c');
  const wish: Wish = { pruneAge: pick(random, [90 * DAY, null]), all: random() < 0.7, users: random() < 0.7 };
  start.uuid = uuid;
  start.settings.auditdEnabled = random() < 0.6;
  start.settings.pruneAge = pick(random, [DAY, 30 * DAY]);
  start.version = pick(random, ['7.2.4', '7.6.2-3721']);
  start.quirks.spelling = pick(random, ['documented-code', 'page']);
  start.quirks.staleMs = pick(random, [0, 30, 200]);
  if (start.version === '7.2.4') {
    // Ids that this release does not have cannot be in its settings.
    start.settings.disabled = [8243];
    start.settings.enabled = [];
  }
  simulator.restore(start);
  const name = `couchbase-${number}`;
  const address = `CouchbaseCluster/${name}`;
  return {
    name,
    simulator,
    addresses: [address],
    documents: ([endpoint]) => [
      connection(name, { system: 'couchbase', endpoint, ...CREDENTIALS }),
      manifest('CouchbaseCluster', name, name, {
        target: { uuid },
        spec: {
          auditdEnabled: true,
          ...(wish.pruneAge === null ? {} : { pruneAge: wish.pruneAge }),
          ...(wish.all ? { disabled: [] } : {}),
          ...(wish.users ? { disabledUsers: [] } : {}),
        },
      }),
    ],
    misfit: (state) => misfit(state as CouchbaseState, wish),
    strengths: (state) => strengths(state as CouchbaseState, address),
    untouchable: (state) => untouchable(state as CouchbaseState, wish),
    tamper: (_state, drawn) => tamper(drawn, address, wish),
    outdo: () =>
      wish.pruneAge === null
        ? null
        : {
            says: `${name}: keeps audit logs for ever`,
            address,
            change: (state) => void Object.assign((state as CouchbaseState).settings, { pruneAge: 0 }),
          },
    written: (state) => (state as CouchbaseState).log.map(() => address),
    // Nodes that do not take over what one of them was told are told themselves.
    wrongs: () => [],
    isWrite: ({ method, query }) => method === 'POST' && !query.has('just_validate'),
  };
}

const CREDENTIALS = {
  credentials: {
    username: { fromEnv: 'COUCHBASE_READER_USERNAME' },
    password: { fromEnv: 'COUCHBASE_READER_PASSWORD' },
  },
  writeCredentials: { username: { fromEnv: 'COUCHBASE_USERNAME' }, password: { fromEnv: 'COUCHBASE_PASSWORD' } },
};

function misfit({ settings }: CouchbaseState, wish: Wish): string | null {
  if (!settings.auditdEnabled) return 'auditing is off';
  if (wish.pruneAge !== null && settings.pruneAge !== wish.pruneAge) return `pruneAge is ${settings.pruneAge}`;
  if (wish.all && settings.disabled.length > 0) return `${settings.disabled.length} events are not recorded`;
  return wish.users && settings.disabledUsers.length > 0 ? 'some users are not recorded' : null;
}

function strengths({ settings }: CouchbaseState, address: string): Map<string, number> {
  const { auditdEnabled, pruneAge, disabled, disabledUsers } = settings;
  const all = new Map<string, number>([
    [`${address}|auditdEnabled`, auditdEnabled ? 1 : 0],
    [`${address}|pruneAge`, pruneAge === 0 ? Number.POSITIVE_INFINITY : (pruneAge ?? 0)],
  ]);
  for (const event of disabled) all.set(`${address}|event ${event}`, -1);
  for (const name of ['loader', 'testuser', 'reporting'])
    all.set(`${address}|user ${name}`, disabledUsers.some((user) => user.name === name) ? 0 : 1);
  return all;
}

function untouchable(state: CouchbaseState, wish: Wish): unknown {
  const { pruneAge, disabled, disabledUsers, rotateInterval, rotateSize, logPath } = state.settings;
  return {
    ...without(state, 'log', 'behind', 'events', 'configuredEvents', 'logPathSetAt', 'settings'),
    nodes: state.nodes.map((node) => without(node, 'droppedEvents')),
    settings: {
      rotateInterval,
      rotateSize,
      logPath,
      ...(wish.pruneAge === null ? { pruneAge } : {}),
      ...(wish.all ? {} : { disabled: [...disabled].sort() }),
      ...(wish.users ? {} : { disabledUsers }),
    },
  };
}

function tamper(random: Random, address: string, wish: Wish): Tamper {
  const set = (says: string, changes: (settings: CouchbaseState['settings']) => void): Tamper => ({
    says: `${address}: ${says}`,
    address,
    change: (state) => {
      const one = state as CouchbaseState;
      changes(one.settings);
      one.behind = [];
    },
  });
  const kind = random();
  if (kind < 0.3 && wish.all)
    return set('switches event 8243 off', (settings) => {
      settings.disabled = [8243];
      settings.enabled = settings.enabled.filter((id) => id !== 8243);
    });
  if (kind < 0.6 && wish.users)
    return set(
      'leaves a user out',
      (settings) => void Object.assign(settings, { disabledUsers: [{ name: 'testuser', domain: 'local' }] }),
    );
  return set('switches auditing off', (settings) => void Object.assign(settings, { auditdEnabled: false }));
}
