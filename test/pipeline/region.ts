import type { JsonObject } from '../../src/model/json.ts';
import type { Connection, Target } from '../../src/model/manifest.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ApplyContext } from '../../src/pipeline/apply-context.ts';
import { createExclusive } from '../../src/pipeline/exclusive.ts';
import { makePlan } from '../../src/pipeline/make-plan.ts';
import { runPlan } from '../../src/pipeline/run-plan.ts';
import type { Session } from '../../src/providers/provider.ts';
import { tairProvider } from '../../src/providers/tair/index.ts';

/** Instances of one region, which share their retention, and what was asked of them in order: `read a`, `send a`, `sent a`. */
export interface Region {
  readonly on: Record<string, boolean>;
  retention: number | null;
  hasRole: boolean;
  readonly log: string[];
  /** Told of each write before it takes effect; what it throws is the vendor's answer. */
  onSend: (name: string) => void;
  readonly stop: AbortController;
  plan(): Promise<Plan>;
  run(plan: Plan): Promise<Outcome[]>;
}

const tick = () => new Promise((resolve) => setImmediate(resolve));
const origin = { file: 'a.yaml', line: 1, column: 1 };

export function createRegion(
  specs: Readonly<Record<string, JsonObject>>,
  start: Pick<Region, 'on' | 'retention'>,
  parallelism = 8,
): Region {
  const targets = Object.entries(specs).map(([name, spec]): Target => {
    const connection = { name: 'c', system: 'tair', region: 'cn-hangzhou', endpoint: null } as unknown as Connection;
    const rest = { labels: {}, connection, target: { InstanceId: name }, waivers: [], origin, locate: () => origin };
    return { address: `TairInstance/${name}`, kind: 'TairInstance', name, spec, ensure: 'present', ...rest };
  });
  const region: Region = {
    ...start,
    hasRole: true,
    log: [],
    onSend: () => undefined,
    stop: new AbortController(),
    plan: () =>
      makePlan({
        targets,
        providerOf: () => tairProvider,
        sessions,
        rules: [],
        memoryOf: () => ({}),
        basis: { manifests: [], commit: null, base: null },
        problems: [],
        parallelism,
        now: () => 0,
      }),
    run: (plan) => {
      region.log.length = 0;
      return runPlan({ ...context, plan }, targets);
    },
  };
  const observe = (name: string): Observation => ({
    address: `TairInstance/${name}`,
    identity: name,
    presence: 'present',
    document: { DbAudit: region.on[name]!, Retention: region.retention },
    hidden: [],
    facts: [...(region.on[name] ? ['audit.enabled'] : []), ...(region.hasRole ? ['role.exists'] : [])],
    limits: { region: 'cn-hangzhou', role: region.hasRole ? 'exists' : 'missing' },
    settled: true,
    token: null,
    notes: [],
  });
  const session: Session = {
    read: async ({ target }) => {
      region.log.push(`read ${String(target.InstanceId)}`);
      await tick();
      return observe(String(target.InstanceId));
    },
    reach: async () => [],
    apply: async ({ id, input }, { target }, writing) => {
      const name = String(target.InstanceId);
      const what = id.endsWith('role') ? `role for ${name}` : name;
      region.log.push(`send ${what}`);
      writing?.sent();
      for (let wait = 0; wait < 5; wait++) await tick();
      region.onSend(name);
      const { DbAudit, Retention } = input as { readonly DbAudit?: boolean; readonly Retention?: number };
      if (DbAudit === undefined) region.hasRole = true;
      else region.on[name] = DbAudit;
      region.retention = Retention ?? region.retention;
      region.log.push(`sent ${what}`);
      return {};
    },
    verify: async () => ({ effective: 'unknown', flowing: 'unknown', evidence: [] }),
    async *discover() {},
  };
  const sessions = { of: async () => session, close: async () => undefined };
  const context: Omit<ApplyContext, 'plan'> = {
    providerOf: () => tairProvider,
    sessions,
    journal: { file: '', run: '', write: async () => undefined, close: async () => undefined },
    provenance: {},
    memory: new Map(),
    written: new Map(),
    exclusive: createExclusive(),
    clock: { now: () => 0, sleep: tick as () => Promise<void> },
    settleMs: 10_000,
    parallelism,
    stop: region.stop.signal,
    onEvent: () => undefined,
  };
  return region;
}

/** How many instances were under way at once, from the reading before the write to the one after it. */
export function mostUnderWay(log: readonly string[]): number {
  const names = new Set(log.map((line) => line.split(' ').at(-1)!));
  const spans = [...names].map((name) => {
    const own = log.flatMap((line, at) => (line.split(' ').at(-1) === name ? [at] : []));
    return [own[0]!, own.at(-1)!] as const;
  });
  return Math.max(...log.map((_, at) => spans.filter(([from, to]) => from <= at && at <= to).length));
}
