import type { SimulatorOptions } from '../../src/sandbox/simulator.ts';
import {
  createDbauditSimulator,
  type DbauditDatabase,
  type DbauditState,
} from '../../src/sandbox/vendors/dbaudit/index.ts';
import { connection, type Fleet, manifest, type Tamper, without } from './fleet.ts';
import { between, pick, type Random } from './random.ts';

const NEW_PASSWORD_LENGTH = 8;

interface Wish {
  readonly host: string;
  readonly create: boolean;
  readonly options: Readonly<Record<string, boolean | number>>;
  readonly tags: readonly string[] | null;
}

/** Databases of one account: most are monitored, some are to be. */
export function createDbauditFleet(managed: number, random: Random, options: SimulatorOptions): Fleet {
  const simulator = createDbauditSimulator(options);
  const start = simulator.state() as DbauditState;
  const model = start.databases[1]!;
  const wishes = new Map<string, Wish>();
  start.databases = [];
  const hidden = random() < 0.3;
  for (let index = 0; index < managed + 20; index++) {
    const host = `host${index}.example.com`;
    const create = index < managed && index % 4 === 0;
    const audit = pick(random, [WEAK, { ...WEAK, capture_queries: true }, STRONG]);
    if (!create) start.databases.push({ ...model, id: `db_old${index}`, name: host, host, auditOptions: { ...audit } });
    // What cannot be read back must be stated whole: a write may reset what it leaves out.
    const some = hidden || random() < 0.5 ? STRONG : { capture_queries: true, retention_days: 365 };
    const tags = create || random() < 0.5 ? ['production', 'reviewed'] : null;
    if (index < managed) wishes.set(`DBAuditDatabase/d${index}`, { host, create, options: some, tags });
  }
  const busy = random() < 0.3;
  start.rate = busy ? { limit: 150, windowMs: 1_500 } : { limit: 'none', windowMs: 60_000 };
  Object.assign(start.quirks, {
    auditOptionsVisible: hidden ? 'hidden' : 'shown',
    patchOptions: pick(random, ['merge', 'replace']),
    patchAnswer: pick(random, ['body', 'empty200', '204']),
    listEnvelope: pick(random, ['data', 'databases']),
    listOrder: pick(random, ['oldest', 'newest', 'name']),
    listLagMs: pick(random, [0, 0, 300]),
    resetHeader: pick(random, ['epoch', 'seconds']),
    postStatus: pick(random, [200, 201]),
    auditSettles: pick(random, ['with-connection', 'after-connection']),
  });
  simulator.restore(start);
  return {
    name: 'dbaudit',
    simulator,
    addresses: [...wishes.keys()],
    documents: ([origin]) => [
      connection('dbaudit', { system: 'dbaudit', endpoint: `${origin}/v1`, ...CREDENTIALS }),
      ...[...wishes].map(([address, wish]) => document(address, wish)),
    ],
    misfit: (state, address, skip) => misfit(state as DbauditState, wishes.get(address)!, skip),
    strengths: (state) => strengths(state as DbauditState, addresses(wishes)),
    untouchable: (state) => untouchable(state as DbauditState, wishes),
    // What nobody can read must not be changed under us: nobody could ever notice.
    tamper: (state, drawn) => tamper(state as DbauditState, drawn, wishes, hidden),
    outdo: (state, drawn) => (hidden ? null : outdo(state as DbauditState, drawn, wishes)),
    written: (state) => written(state as DbauditState, addresses(wishes)),
    wrongs: (state) => twins(state as DbauditState),
    // Where new databases are listed at once, who has looked need not be told that it is there.
    blame: ({ method, path, body }, { status }) =>
      method === 'POST' && path.endsWith('/databases') && status === 409 && start.quirks.listLagMs === 0
        ? `blindly made again: ${/"host":"([^"]+)"/.exec(body.toString('utf8'))?.[1]}`
        : null,
    isWrite: ({ method, path }) => method !== 'GET' && !path.endsWith('/test'),
  };
}

const WEAK = { capture_queries: false, capture_results: false, mask_sensitive_data: false, retention_days: 30 };
const STRONG = { capture_queries: true, capture_results: false, mask_sensitive_data: true, retention_days: 365 };

const CREDENTIALS = {
  credentials: { apiKey: { fromEnv: 'DBAUDIT_READ_API_KEY' } },
  writeCredentials: { apiKey: { fromEnv: 'DBAUDIT_API_KEY' } },
};

function document(address: string, { host, create, options, tags }: Wish): object {
  const made = {
    name: host,
    type: 'mysql',
    username: 'dbaudit_reader',
    password: { fromEnv: 'DBAUDIT_DATABASE_PASSWORD' },
    password_version: 1,
    ssl_mode: 'verify-full',
  };
  return manifest('DBAuditDatabase', address.split('/')[1]!, 'dbaudit', {
    target: { host, port: 3306, database: 'billing' },
    spec: { ...(create ? made : {}), ...(tags === null ? {} : { tags }), audit_options: options },
  });
}

function addresses(wishes: ReadonlyMap<string, Wish>): Map<string, string> {
  return new Map([...wishes].map(([address, { host }]) => [host, address]));
}

function misfit(state: DbauditState, wish: Wish, skip: readonly string[]): string | null {
  const found = state.databases.find(({ host }) => host === wish.host);
  if (found === undefined) return 'is not monitored';
  for (const [name, value] of Object.entries(wish.options)) {
    const unseen = skip.some((path) => path === '/spec/audit_options' || path === `/spec/audit_options/${name}`);
    if (!unseen && found.auditOptions[name] !== value) return `${name} is ${found.auditOptions[name]}, not ${value}`;
  }
  const tags = [...new Set(found.tags)].sort().join();
  if (wish.tags !== null && tags !== [...wish.tags].sort().join()) return `tags are ${tags}`;
  if (wish.create && (found.sslMode !== 'verify-full' || found.name !== wish.host)) return 'made with other settings';
  return wish.create && found.password.length < NEW_PASSWORD_LENGTH ? 'has no password' : null;
}

function strengths({ databases }: DbauditState, addressOf: ReadonlyMap<string, string>): Map<string, number> {
  const all = new Map<string, number>();
  for (const { host, auditOptions } of databases)
    for (const [name, value] of Object.entries(auditOptions))
      all.set(`${addressOf.get(host) ?? host}|${name}`, Number(value ?? 0));
  return all;
}

function untouchable(state: DbauditState, wishes: ReadonlyMap<string, Wish>): unknown {
  const wishOf = new Map([...wishes.values()].map((wish) => [wish.host, wish]));
  return {
    ...without(state, 'log', 'rateWindows', 'nextId'),
    databases: state.databases
      .filter(({ host }) => wishOf.get(host)?.create !== true)
      .map((database) => {
        const wish = wishOf.get(database.host);
        if (wish === undefined) return database;
        const kept = Object.entries(database.auditOptions).filter(([name]) => !Object.hasOwn(wish.options, name));
        const still = without(database, 'auditOptions', 'updatedAt');
        return {
          ...(wish.tags === null ? still : without(still as DbauditDatabase, 'tags', 'auditOptions', 'updatedAt')),
          kept,
        };
      }),
  };
}

function twins({ databases }: DbauditState): string[] {
  const keys = databases.map(({ host, port, database }) => `${host.toLowerCase()}:${port}/${database}`);
  return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} is there twice`);
}

function written({ log, databases }: DbauditState, addressOf: ReadonlyMap<string, string>): string[] {
  return log.map(({ path, summary }) => {
    const id = /databases\/(\w+)$/.exec(path)?.[1];
    const host =
      id === undefined ? /"host":"([^"]+)"/.exec(summary)?.[1] : databases.find((one) => one.id === id)?.host;
    return addressOf.get(host ?? '') ?? `${path} ${host}`;
  });
}

function tamper(
  { databases }: DbauditState,
  random: Random,
  wishes: ReadonlyMap<string, Wish>,
  hidden: boolean,
): Tamper {
  const [address, { host }] = pick(
    random,
    [...wishes].filter(([, wish]) => databases.some((database) => database.host === wish.host)),
  );
  const each = (change: (database: DbauditDatabase) => void) => (state: unknown) => {
    for (const database of (state as DbauditState).databases) if (database.host === host) change(database);
  };
  if (random() < 0.6 && !hidden) {
    const days = between(random, 30, 60);
    return {
      says: `stops recording the statements of ${host}`,
      address,
      change: each(({ auditOptions }) => Object.assign(auditOptions, { capture_queries: false, retention_days: days })),
    };
  }
  return {
    says: `renames what is not in any manifest`,
    address: null,
    change: (state) => {
      const { databases: all } = state as DbauditState;
      for (const database of all) if (!wishesHost(wishes, database.host)) database.name = 'renamed';
    },
  };
}

function wishesHost(wishes: ReadonlyMap<string, Wish>, host: string): boolean {
  return [...wishes.values()].some((wish) => wish.host === host);
}

function outdo({ databases }: DbauditState, random: Random, wishes: ReadonlyMap<string, Wish>): Tamper | null {
  const there = [...wishes].filter(([, { host }]) => databases.some((database) => database.host === host));
  const [address, { host }] = pick(random, there);
  const change = (state: unknown) => {
    for (const database of (state as DbauditState).databases)
      if (database.host === host) database.auditOptions.retention_days = 2_000;
  };
  return { says: `keeps records of ${host} for 2,000 days`, address, change };
}
