import type { Json, JsonObject } from '../../src/model/json.ts';
import type { JournalEntry } from '../../src/journal/journal.ts';
import type { Target } from '../../src/model/manifest.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Operation } from '../../src/model/operation.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { ApplyContext } from '../../src/pipeline/apply-context.ts';
import { createExclusive } from '../../src/pipeline/exclusive.ts';
import { makePlan } from '../../src/pipeline/make-plan.ts';
import { runPlan } from '../../src/pipeline/run-plan.ts';
import type { Provider, Receipt, Session, WriteWatch } from '../../src/providers/provider.ts';
import { isProviderError } from '../../src/providers/provider-error.ts';

/** A vendor of two switches, `DbAudit` before `Retention`, whose every answer a test can script. Time is a number. */
export interface ScriptedVendor {
  readonly state: { DbAudit: boolean; Retention: number; settled: boolean };
  /** What was asked of it and what the journal took, in order: `read`, `apply set-DbAudit`, `journal intent set-DbAudit`. */
  readonly log: string[];
  /** Stands in for the n-th write (from 1); left out: the write takes effect. */
  readonly onApply: Map<number, (write: () => void, writing: WriteWatch) => Promise<Receipt> | Receipt>;
  onRead: ((observation: Observation) => Observation | Promise<Observation>) | null;
  /** Stands in for time that passes; left out: it passes at once. */
  onSleep: (() => Promise<void>) | null;
  readonly stop: AbortController;
  /** What the last run remembered of the target. */
  remembered(): unknown;
  plan(spec: JsonObject): Promise<Plan>;
  run(plan: Plan): Promise<Outcome[]>;
}

const ADDRESS = 'TairInstance/a';
const origin = { file: 'a.yaml', line: 1, column: 1 };

function targetOf(spec: JsonObject): Target {
  const connection = { name: 'c', system: 'tair' } as unknown as Target['connection'];
  const rest = { labels: {}, connection, target: { InstanceId: 'r-a' }, waivers: [], origin, locate: () => origin };
  return { address: ADDRESS, kind: 'TairInstance', name: 'a', spec, ensure: 'present', ...rest };
}

export function scriptedVendor({ repeatable = true }: { readonly repeatable?: boolean } = {}): ScriptedVendor {
  const state = { DbAudit: false, Retention: 30, settled: true };
  const log: string[] = [];
  let [writes, now] = [0, 0];
  const observe = (): Observation => ({
    address: ADDRESS,
    identity: 'tair/r-a',
    presence: 'present',
    document: { DbAudit: state.DbAudit, Retention: state.Retention },
    hidden: [],
    facts: state.DbAudit ? ['audit.on'] : [],
    limits: {},
    settled: state.settled,
    token: null,
    notes: [],
  });
  const operation = (name: 'DbAudit' | 'Retention', wanted: JsonObject): Operation => ({
    id: `${ADDRESS}/set-${name}`,
    address: ADDRESS,
    summary: `set ${name}`,
    input: { [name]: wanted[name]! },
    realises: [`${ADDRESS}#/${name}`],
    requires: name === 'Retention' ? [{ fact: 'audit.on', holds: true }] : [],
    ensures: name === 'DbAudit' ? [{ fact: 'audit.on', holds: true }] : [],
    repeatable,
    exclusive: null,
  });
  const provider = {
    id: 'tair',
    kind: 'TairInstance',
    facts: { 'audit.on': 'Auditing is on.' },
    writesAtOnce: 2,
    identity: () => 'tair/r-a',
    scopes: () => ({ region: 'r' }),
    check: () => [],
    normalise: ({ spec }) => ({ document: spec, origins: {}, findings: [] }),
    operations: ({ changes, document }) =>
      changes.map(({ path }) => operation(path.slice(1) as 'DbAudit' | 'Retention', document)),
    posture: () => ({}),
  } as Omit<Provider, 'open'> as Provider;
  const session: Session = {
    read: async () => {
      log.push('read');
      const seen = observe();
      return vendor.onRead?.(seen) ?? seen;
    },
    reach: async () => [],
    apply: async ({ id, input }, _wanted, writing) => {
      log.push(`apply ${id.split('/')[2]}`);
      const write = () => void Object.assign(state, input);
      const scripted = vendor.onApply.get(++writes);
      writing!.sent();
      if (scripted === undefined) write();
      try {
        return (await scripted?.(write, writing!)) ?? {};
      } catch (error) {
        if (isProviderError(error) && error.sent === 'no' && error.status === null) writing!.unsent();
        throw error;
      }
    },
    verify: async () => ({ effective: 'unknown', flowing: 'unknown', evidence: [] }),
    async *discover() {},
  };
  const sessions = { of: async () => session, close: async () => undefined };
  const journalLine = ({ event, operation: id, status }: JournalEntry & { readonly status?: Json }) =>
    ['journal', event, id?.split('/')[2], status].filter((word) => word != null).join(' ');
  let target: Target;
  const memory: ApplyContext['memory'] = new Map();
  const vendor: ScriptedVendor = {
    state,
    log,
    onApply: new Map(),
    onRead: null,
    onSleep: null,
    stop: new AbortController(),
    remembered: () => memory.get('tair/r-a'),
    plan: async (spec) => {
      target = targetOf(spec);
      return makePlan({
        targets: [target],
        providerOf: () => provider,
        sessions,
        rules: [],
        memoryOf: () => ({}),
        basis: { manifests: [], commit: null, base: null },
        problems: [],
        parallelism: 4,
        now: () => now,
      });
    },
    run: async (plan) => {
      log.length = 0;
      const context: ApplyContext = {
        plan,
        providerOf: () => provider,
        sessions,
        journal: {
          file: '',
          run: '',
          write: async (entry) => void log.push(journalLine(entry)),
          close: async () => undefined,
        },
        provenance: {},
        memory,
        written: new Map(),
        exclusive: createExclusive(),
        clock: {
          now: () => now,
          sleep: async (ms) => {
            if (vendor.stop.signal.aborted) throw vendor.stop.signal.reason;
            now += ms;
            await vendor.onSleep?.();
          },
        },
        settleMs: 10_000,
        parallelism: 4,
        stop: vendor.stop.signal,
        onEvent: () => undefined,
      };
      return runPlan(context, [target]);
    },
  };
  return vendor;
}
