import type { SimulatorOptions } from '../../src/sandbox/simulator.ts';
import {
  createRedisEnterpriseSimulator,
  newRedisDatabase,
  type RedisDatabase,
  type RedisEnterpriseState,
} from '../../src/sandbox/vendors/redis-enterprise/index.ts';
import { connection, type Fleet, manifest, type Tamper, without } from './fleet.ts';
import { between, pick, type Random } from './random.ts';

const MODES = ['disabled', 'connection', 'connection_and_crud'];
const SINK = {
  audit_protocol: 'TCP',
  audit_address: 'siem.example.com',
  audit_port: 6514,
  audit_reconnect_max_attempts: 0,
} as const;

/** One cluster of two nodes and a dozen databases is one target: some databases by name, or all of them. */
export function createRedisEnterpriseCluster(number: number, random: Random, options: SimulatorOptions): Fleet {
  const simulator = createRedisEnterpriseSimulator(options);
  const start = simulator.state() as RedisEnterpriseState;
  const name = `redis-${number}`;
  const address = `RedisEnterpriseCluster/${name}`;
  const every = random() < 0.5;
  start.cluster.name = `${name}.example.com`;
  for (let uid = 10; uid < 18; uid++) start.databases.push(newRedisDatabase(uid, `db${uid}`, options.now()));
  start.sink = random() < 0.6 ? { ...start.sink!, ...SINK, audit_reconnect_max_attempts: 5 } : null;
  if (start.sink === null) for (const each of start.databases) each.auditSettings.audit_mode = 'disabled';
  Object.assign(start.quirks, {
    unsetSink: pick(random, ['404', 'empty-object', 'null', 'empty-address']),
    actionLife: pick(random, ['kept', 'until-finished', 'none']),
    valueWhilePending: pick(random, ['new', 'old']),
    errorBody: pick(random, ['description', 'message', 'empty', 'text']),
  });
  simulator.restore(start);
  const named = new Set(['orders', 'db10', 'db11', 'db12']);
  const covers = ({ name: known, crdt, internal }: RedisDatabase) =>
    crdt === null && !internal && (every || named.has(known));
  const judge = { address, covers };
  return {
    name,
    simulator,
    addresses: [address],
    documents: ([endpoint]) => [
      connection(name, { system: 'redis-enterprise', endpoint, ...CREDENTIALS }),
      manifest('RedisEnterpriseCluster', name, name, {
        target: { name: `${name}.example.com` },
        spec: {
          db_conns: SINK,
          policy: { db_conns_auditing: true },
          bdbs: [
            { name: 'orders', audit_settings: { audit_mode: 'connection_and_crud' } },
            ...(every
              ? [{ name: '*', db_conns_auditing: true }]
              : [10, 11, 12].map((uid) => ({ uid, db_conns_auditing: true }))),
          ],
        },
      }),
    ],
    misfit: (state) => misfit(state as RedisEnterpriseState, judge),
    strengths: (state) => strengths(state as RedisEnterpriseState, address),
    untouchable: (state) => untouchable(state as RedisEnterpriseState, judge),
    tamper: (state, drawn) => tamper(state as RedisEnterpriseState, drawn, judge),
    outdo: () => null,
    written: (state) => (state as RedisEnterpriseState).log.map(() => address),
    wrongs: (state) => {
      const { leaks, forbidden } = state as RedisEnterpriseState;
      return [...(leaks > 0 ? ['asked for database passwords in clear'] : []), ...forbidden];
    },
    isWrite: ({ method, path }) => method !== 'GET' && !path.endsWith('/authorize'),
  };
}

interface Judge {
  readonly address: string;
  readonly covers: (database: RedisDatabase) => boolean;
}

const CREDENTIALS = {
  credentials: {
    username: { fromEnv: 'REDIS_ENTERPRISE_VIEWER_USERNAME' },
    password: { fromEnv: 'REDIS_ENTERPRISE_VIEWER_PASSWORD' },
  },
  writeCredentials: {
    username: { fromEnv: 'REDIS_ENTERPRISE_USERNAME' },
    password: { fromEnv: 'REDIS_ENTERPRISE_PASSWORD' },
  },
};

function misfit({ sink, policy, databases }: RedisEnterpriseState, { covers }: Judge): string | null {
  if (sink === null) return 'has no sink';
  for (const [key, value] of Object.entries(SINK))
    if (sink[key as keyof typeof SINK] !== value) return `${key} is ${sink[key as keyof typeof SINK]}`;
  if (!policy.db_conns_auditing) return 'new databases start without auditing';
  for (const database of databases.filter(covers)) {
    const mode = (database.change?.auditSettings ?? database.auditSettings).audit_mode;
    const right = database.name === 'orders' ? mode === 'connection_and_crud' : mode !== 'disabled';
    if (!right) return `database ${database.name} records ${mode}`;
  }
  return null;
}

function strengths({ sink, policy, databases }: RedisEnterpriseState, address: string): Map<string, number> {
  const attempts = sink?.audit_reconnect_max_attempts ?? -1;
  const all = new Map<string, number>([
    [`${address}|sink`, sink === null ? 0 : 1],
    [`${address}|attempts`, attempts === 0 ? Number.POSITIVE_INFINITY : attempts],
    [`${address}|policy`, policy.db_conns_auditing ? 1 : 0],
  ]);
  for (const { uid, auditSettings, change } of databases) {
    const modes = [auditSettings, change?.auditSettings ?? auditSettings].map((each) => MODES.indexOf(each.audit_mode));
    all.set(`${address}|database ${uid}`, Math.min(...modes));
  }
  return all;
}

function untouchable(state: RedisEnterpriseState, { covers }: Judge): unknown {
  return {
    ...without(state, 'tokens', 'actions', 'failNextAction', 'metrics', 'metricsAt', 'log', 'stateId', 'sink', 'leaks'),
    credentials: state.credentials.map((each) => without(each, 'failures', 'lock')),
    policy: without(state.policy, 'db_conns_auditing'),
    databases: state.databases.map((database) => {
      const still = without(database, 'status', 'lastChangedAt', 'change');
      if (!covers(database)) return still;
      return { ...still, auditSettings: without(database.auditSettings, 'audit_mode') };
    }),
  };
}

function tamper({ databases }: RedisEnterpriseState, random: Random, { address, covers }: Judge): Tamper {
  const { uid, name } = pick(random, databases.filter(covers));
  const kind = random();
  const make = (says: string, change: (state: RedisEnterpriseState) => void): Tamper => ({
    says: `${address}: ${says}`,
    address,
    change: (state) => change(state as RedisEnterpriseState),
  });
  if (kind < 0.4) {
    return make(`stops auditing of ${name}`, (state) => {
      for (const each of state.databases)
        if (each.uid === uid && each.change === null) each.auditSettings.audit_mode = 'disabled';
    });
  }
  if (kind < 0.6)
    return make(
      'new databases start unaudited',
      ({ policy }) => void Object.assign(policy, { db_conns_auditing: false }),
    );
  if (kind < 0.8) return make('the next change fails', (state) => void Object.assign(state, { failNextAction: true }));
  const fresh = between(random, 100, 999);
  return make(`a database ${fresh} is made`, (state) => {
    if (!state.databases.some((each) => each.uid === fresh))
      state.databases.push(newRedisDatabase(fresh, `new${fresh}`, 0));
  });
}
