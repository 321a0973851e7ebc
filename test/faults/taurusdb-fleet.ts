import type { SimulatorOptions } from '../../src/sandbox/simulator.ts';
import { createTaurusdbSimulator, type TaurusdbInstance } from '../../src/sandbox/vendors/taurusdb/index.ts';
import type { TaurusdbState } from '../../src/sandbox/vendors/taurusdb/state.ts';
import { connection, type Fleet, manifest, type Tamper, without } from './fleet.ts';
import { between, pick, type Random } from './random.ts';

const WEEK = 604_800_000;
const TYPES = ['ALTER', 'CREATE', 'CREATE_USER', 'DROP', 'DROP_USER', 'GRANT', 'REVOKE', 'TRUNCATE'];

interface Wish {
  readonly id: string;
  readonly keepDays: number;
  /** Null: the manifest does not speak of them; empty: every type. */
  readonly types: readonly string[] | null;
}

/** Instances of one project, half of them reached with keys and half with tokens of IAM that end early. */
export function createTaurusdbFleet(managed: number, random: Random, options: SimulatorOptions): Fleet {
  const simulator = createTaurusdbSimulator(options);
  const start = simulator.state() as TaurusdbState;
  const model = start.instances.find(({ name }) => name === 'orders')!;
  const wishes = new Map<string, Wish>();
  start.instances = [];
  for (let index = 0; index < managed + 20; index++) {
    const id = `${String(index).padStart(32, '0')}in07`;
    const keepDays = pick(random, [0, 7, 90, 180]);
    const auditTypes = keepDays === 0 ? [] : pick(random, [[], ['CREATE', 'ALTER'], TYPES]);
    start.instances.push(instance(model, id, options.now(), { keepDays, auditTypes }));
    const types = pick(random, auditTypes.length === 0 && keepDays > 0 ? [[]] : [[], TYPES]);
    const unmanaged = keepDays > 0 && random() < 0.3;
    const wish = { id, keepDays: pick(random, [180, 365, 732]), types: unmanaged ? null : types };
    if (index < managed) wishes.set(`TaurusDBInstance/h${index}`, wish);
  }
  Object.assign(start.limits, {
    service: { calls: 1_000_000, windowMs: 60_000 },
    login: { calls: 10_000, windowMs: 60_000 },
    // The page on tokens says a day; ends within a run here.
    tokenLifeMs: between(random, 2_000, 6_000),
    cleanupEveryMs: 1_000 * WEEK,
  });
  Object.assign(start.quirks, {
    allTypes: pick(random, ['empty', 'full', 'asSent']),
    readBack: pick(random, ['asSent', 'catalogueOrder', 'reversedRepeated']),
    jobId: pick(random, ['shown', 'absent']),
    iamErrors: pick(random, ['code', 'nested']),
  });
  simulator.restore(start);
  const addressOf = new Map([...wishes].map(([address, { id }]) => [id, address]));
  return {
    name: 'taurusdb',
    simulator,
    addresses: [...wishes.keys()],
    documents: (origins) => [
      connection('huawei-keys', { ...place(origins), ...KEYS }),
      connection('huawei-iam', { ...place(origins), ...PASSWORD }),
      ...[...wishes].map(([address, { id, keepDays, types }], index) =>
        manifest('TaurusDBInstance', address.split('/')[1]!, index % 2 === 0 ? 'huawei-keys' : 'huawei-iam', {
          target: { instance_id: id },
          spec: { keep_days: keepDays, ...(types === null ? {} : { audit_types: types }) },
        }),
      ),
    ],
    misfit: (state, address) => misfit(state as TaurusdbState, wishes.get(address)!),
    strengths: (state) => strengths(state as TaurusdbState, addressOf),
    untouchable: (state) => untouchable(state as TaurusdbState, addressOf),
    tamper: (_state, drawn) => tamper(drawn, pick(drawn, [...wishes]), options.now),
    outdo: (_state, drawn) => {
      const [address, { id }] = pick(
        drawn,
        [...wishes].filter(([, { keepDays }]) => keepDays < 700),
      );
      const change = (state: unknown) => void Object.assign(found(state, id), { keepDays: 730, pending: null });
      return { says: `keeps files of ${id} for 730 days`, address, change };
    },
    written: (state) =>
      (state as TaurusdbState).log.map(({ path }) => addressOf.get(/instances\/(\w+)\//.exec(path)?.[1] ?? '') ?? path),
    wrongs: () => [],
    isWrite: ({ method, path }) => method !== 'GET' && !path.includes('/auth/tokens'),
    expireLogins: (state) => {
      const { tokens } = state as TaurusdbState;
      for (const token of tokens) token.revoked = true;
      return tokens.length;
    },
  };
}

function place([endpoint, iam]: readonly string[]): object {
  const project = { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' };
  return { system: 'taurusdb', region: 'ap-southeast-3', endpoint, iam_endpoint: iam, project_id: project };
}

const KEYS = {
  credentials: { accessKey: { fromEnv: 'HUAWEICLOUD_READER_AK' }, secretKey: { fromEnv: 'HUAWEICLOUD_READER_SK' } },
  writeCredentials: { accessKey: { fromEnv: 'HUAWEICLOUD_SDK_AK' }, secretKey: { fromEnv: 'HUAWEICLOUD_SDK_SK' } },
};

const PASSWORD = {
  credentials: {
    username: { fromEnv: 'HUAWEICLOUD_IAM_USERNAME' },
    password: { fromEnv: 'HUAWEICLOUD_IAM_PASSWORD' },
    domain: { fromEnv: 'HUAWEICLOUD_IAM_DOMAIN' },
  },
};

function instance(
  model: TaurusdbInstance,
  id: string,
  now: number,
  { keepDays, auditTypes }: Pick<TaurusdbInstance, 'keepDays' | 'auditTypes'>,
): TaurusdbInstance {
  const file = {
    id: `f${id.slice(1, 32)}`,
    name: 'audit_0001.csv',
    size: 10,
    begin: now - 7_200_000,
    end: now - 5_400_000,
  };
  return { ...model, id, name: id.slice(24), keepDays, auditTypes: [...auditTypes], files: [file], writesLogs: false };
}

function found(state: unknown, id: string): TaurusdbInstance {
  return (state as TaurusdbState).instances.find((each) => each.id === id)!;
}

function misfit(state: TaurusdbState, { id, keepDays, types }: Wish): string | null {
  const { pending, ...now } = found(state, id);
  const live = pending ?? now;
  if (live.keepDays !== keepDays) return `files are kept ${live.keepDays} days, not ${keepDays}`;
  if (types === null) return null;
  const every = [...new Set(Object.values(now.catalogue).flat())];
  const [has, wants] = [live.auditTypes, types].map((list) => new Set(list.length === 0 ? every : list));
  const same = has!.size === wants!.size && [...wants!].every((type) => has!.has(type));
  return same ? null : `records ${[...has!].join()}, not ${[...wants!].join()}`;
}

function strengths({ instances }: TaurusdbState, addressOf: ReadonlyMap<string, string>): Map<string, number> {
  const all = new Map<string, number>();
  for (const { id, keepDays, auditTypes, pending, catalogue, files } of instances) {
    const name = addressOf.get(id) ?? id;
    all.set(`${name}|keep_days`, Math.min(keepDays, pending?.keepDays ?? keepDays));
    const records = (policy: { keepDays: number; auditTypes: string[] } | null, type: string) =>
      policy === null || (policy.keepDays > 0 && (policy.auditTypes.length === 0 || policy.auditTypes.includes(type)));
    for (const type of new Set(Object.values(catalogue).flat()))
      all.set(`${name}|${type}`, records({ keepDays, auditTypes }, type) && records(pending, type) ? 1 : 0);
    for (const file of files) all.set(`${name}|file ${file.id}`, pending?.deleteFiles === true ? 0 : 1);
  }
  return all;
}

function untouchable(state: TaurusdbState, addressOf: ReadonlyMap<string, string>): unknown {
  return {
    ...without(state, 'tokens', 'jobs', 'log', 'recentCalls', 'requestCount', 'credentials'),
    instances: state.instances.map((each) => {
      const still = without(each, 'files', 'uploadedUntil', 'failNext', 'operation');
      return addressOf.has(each.id) ? without(still, 'keepDays', 'auditTypes', 'policySince', 'pending') : still;
    }),
  };
}

function tamper(random: Random, [address, { id, types }]: readonly [string, Wish], now: () => number): Tamper {
  const kind = random();
  const set = (says: string, changes: Partial<TaurusdbInstance>): Tamper => ({
    says: `${says} of ${id}`,
    address,
    change: (state) => void Object.assign(found(state, id), changes),
  });
  if (kind < 0.25) return set('switches auditing off', { keepDays: 0, auditTypes: [], pending: null });
  if (kind < 0.45) {
    const change = (state: unknown) => {
      const one = found(state, id);
      // Not where auditing is off: that would switch it on, for more than the manifest may ask.
      Object.assign(one, { keepDays: Math.min(one.keepDays, 7), pending: null });
    };
    return { says: `shortens keeping of ${id}`, address, change };
  }
  if (kind < 0.6 && types !== null)
    return set('lets only DROP be recorded', { keepDays: 7, auditTypes: ['DROP'], pending: null });
  if (kind < 0.75) return set('makes the next change fail', { failNext: true });
  if (kind < 0.9) return set('begins a backup', { operation: { status: 'BACKING UP', endsAt: now() + 400 } });
  const renamed = { name: `${id}-renamed` };
  return { says: `renames ${id}`, address: null, change: (state) => void Object.assign(found(state, id), renamed) };
}
