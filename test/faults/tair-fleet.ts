import { createTairSimulator, type TairInstance, type TairState } from '../../src/sandbox/vendors/tair/index.ts';
import type { SimulatorOptions } from '../../src/sandbox/simulator.ts';
import { connection, type Fleet, manifest, type Tamper, without } from './fleet.ts';
import { between, pick, type Random } from './random.ts';

const REGIONS = ['cn-hangzhou', 'ap-southeast-1', 'eu-central-1', 'us-west-1'];
/** Days; one value a region. */
const WANTED = [365, 180, 365, 200];

interface Wish {
  readonly id: string;
  readonly region: string;
  readonly retention: number | null;
}

/** Instances in four regions; retention is one value for a whole region, which only some of its manifests name. */
export function createTairFleet(managed: number, random: Random, options: SimulatorOptions): Fleet {
  const simulator = createTairSimulator(options);
  const start = simulator.state() as TairState;
  const wishes = new Map<string, Wish>();
  const model = start.instances[0]!;
  start.instances = [];
  for (let index = 0; index < managed + 20; index++) {
    const id = `r-${String(index).padStart(14, '0')}`;
    const region = REGIONS[index % 4]!;
    start.instances.push(instance(model, id, region, random() < 0.4));
    const retention = index < 16 || random() < 0.3 ? WANTED[index % 4]! : null;
    if (index < managed) wishes.set(`TairInstance/t${index}`, { id, region, retention });
  }
  start.regions = REGIONS.map((regionId) => {
    const retentionDays = pick(random, [30, 90, 180]);
    return { ...start.regions[0]!, regionId, localName: regionId, zones: [`${regionId}a`], retentionDays };
  });
  Object.assign(start.quirks, {
    auditConfigWhileOff: pick(random, ['answers', 'error']),
    statusDuringChange: pick(random, ['Changing', 'Normal']),
    dbAuditType: pick(random, ['string', 'boolean']),
  });
  simulator.restore(start);
  const addressOf = new Map([...wishes].map(([address, { id }]) => [id, address]));
  return {
    name: 'tair',
    simulator,
    addresses: [...wishes.keys()],
    documents: ([origin]) => [
      ...REGIONS.map((region) => connection(region, { system: 'tair', region, endpoint: origin, ...CREDENTIALS })),
      ...[...wishes].map(([address, { id, region, retention }]) =>
        manifest('TairInstance', address.split('/')[1]!, region, {
          target: { InstanceId: id },
          spec: { DbAudit: true, ...(retention === null ? {} : { Retention: retention }) },
        }),
      ),
    ],
    misfit: (state, address) => misfit(state as TairState, wishes.get(address)!),
    strengths: (state) => strengths(state as TairState, addressOf),
    untouchable: (state) => untouchable(state as TairState, addressOf),
    tamper: (_state, drawn) => tamper(drawn, pick(drawn, [...wishes])),
    outdo: () => null,
    written: (state) =>
      (state as TairState).log.map(({ summary }) => addressOf.get(/ (r-\d+):/.exec(summary)?.[1] ?? '') ?? summary),
    wrongs: () => [],
    isWrite: ({ headers, query }) => !(headers['x-acs-action'] ?? query.get('Action') ?? '').startsWith('Describe'),
  };
}

const CREDENTIALS = {
  credentials: {
    accessKeyId: { fromEnv: 'ALIBABA_CLOUD_READER_ACCESS_KEY_ID' },
    accessKeySecret: { fromEnv: 'ALIBABA_CLOUD_READER_ACCESS_KEY_SECRET' },
  },
  writeCredentials: {
    accessKeyId: { fromEnv: 'ALIBABA_CLOUD_ACCESS_KEY_ID' },
    accessKeySecret: { fromEnv: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' },
  },
};

function instance(model: TairInstance, instanceId: string, regionId: string, auditEnabled: boolean): TairInstance {
  const from = model.createdAt;
  const auditPeriods = auditEnabled ? [{ from, to: null }] : [];
  const tags = [{ key: 'n', value: instanceId }];
  return {
    ...model,
    instanceId,
    instanceName: instanceId,
    regionId,
    zoneId: `${regionId}a`,
    tags,
    auditEnabled,
    auditPeriods,
  };
}

function misfit({ instances, regions }: TairState, { id, region, retention }: Wish): string | null {
  const found = instances.find(({ instanceId }) => instanceId === id)!;
  if (!(found.pending?.enabled ?? found.auditEnabled)) return 'auditing is off';
  if (retention === null) return null;
  const kept = regions.find(({ regionId }) => regionId === region)!.retentionDays;
  const due = instances.some(({ regionId, pending }) => regionId === region && pending?.retentionDays === retention);
  return kept === retention || due ? null : `kept ${kept} days, not ${retention}`;
}

/** What is accepted but not yet in force counts as well: it will be, whoever looks. */
function strengths({ instances, regions }: TairState, addressOf: ReadonlyMap<string, string>): Map<string, number> {
  const all = new Map<string, number>();
  for (const { instanceId, auditEnabled, pending } of instances) {
    const on = auditEnabled && (pending?.enabled ?? true);
    all.set(`${addressOf.get(instanceId) ?? instanceId}|DbAudit`, on ? 1 : 0);
  }
  for (const { regionId, retentionDays } of regions) {
    const due = instances
      .filter((each) => each.regionId === regionId)
      .map(({ pending }) => pending?.retentionDays ?? null);
    const days = [retentionDays, ...due].filter((value) => value !== null);
    all.set(`${regionId}|Retention`, retentionDays === null ? 0 : Math.min(...days));
  }
  return all;
}

function untouchable(state: TairState, addressOf: ReadonlyMap<string, string>): unknown {
  return {
    ...without(state, 'log', 'nonces', 'recentCalls', 'requestCount', 'records', 'limits'),
    regions: state.regions.map((region) => without(region, 'retentionDays')),
    instances: state.instances.map((each) =>
      addressOf.has(each.instanceId) ? without(each, 'auditEnabled', 'auditPeriods', 'pending') : each,
    ),
  };
}

function tamper(random: Random, [address, { id, region }]: readonly [string, Wish]): Tamper {
  const found = (state: unknown) => (state as TairState).instances.find(({ instanceId }) => instanceId === id)!;
  const kind = random();
  if (kind < 0.5) {
    return {
      says: `switches auditing of ${id} off`,
      address,
      change: (state) => void Object.assign(found(state), { auditEnabled: false, pending: null }),
    };
  }
  if (kind < 0.7) {
    const days = between(random, 7, 30);
    return {
      says: `keeps records of ${region} for ${days} days only`,
      address: region,
      change: (state) => {
        const { regions, instances } = state as TairState;
        for (const each of regions) if (each.regionId === region) each.retentionDays = days;
        for (const each of instances) if (each.regionId === region && each.pending) each.pending.retentionDays = null;
      },
    };
  }
  const renamed = { instanceName: `${id}-renamed` };
  return { says: `renames ${id}`, address: null, change: (state) => void Object.assign(found(state), renamed) };
}
