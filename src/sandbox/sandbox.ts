import { type Control, serveControl } from './control.ts';
import type { FaultPlan } from './fault.ts';
import { createFaultSource } from './faults.ts';
import { type LoggedRequest, type ServedSimulator, serveSimulator } from './server.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { createSimulators } from './vendors/index.ts';

export interface SandboxOptions {
  /** Which vendors; all when left out. */
  readonly vendors?: readonly string[];
  readonly faults?: { readonly seed: number; readonly rate: number };
  readonly latencyMs?: number;
  /** Duration of the vendors' asynchronous changes. */
  readonly settleMs?: number;
  readonly controlPort?: number;
}

export interface Sandbox {
  /** Addresses and credentials, as environment variables for a client. */
  readonly environment: Readonly<Record<string, string>>;
  readonly control: string;
  simulator(id: string): Simulator;
  requests(id: string): LoggedRequest[];
  /** Errors thrown inside simulators. */
  crashes(): unknown[];
  setFaults(id: string, plan: FaultPlan | null): void;
  /** Moves the simulators' clock forward. */
  advance(ms: number): number;
  close(): Promise<void>;
}

const DEFAULT_SETTLE_MS = 150;

/** Starts the simulators on loopback. They forget everything when they stop. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  let offset = 0;
  const now = () => Date.now() + offset;
  const advance = (ms: number) => {
    offset += ms;
    return now();
  };
  const simulatorOptions: SimulatorOptions = { now, settleMs: options.settleMs ?? DEFAULT_SETTLE_MS };
  const served = new Map<string, ServedSimulator>();
  for (const simulator of createSimulators(simulatorOptions)) {
    if (options.vendors !== undefined && !options.vendors.includes(simulator.id)) continue;
    const one = await serveSimulator(simulator, { now, latencyMs: options.latencyMs ?? 0 });
    if (options.faults !== undefined) one.faults = createFaultSource(options.faults);
    served.set(simulator.id, one);
  }
  const control = await serveControl(served, advance, options.controlPort ?? 0);
  const find = (id: string): ServedSimulator => {
    const one = served.get(id);
    if (one === undefined) throw new Error(`the sandbox has no ${id}`);
    return one;
  };
  return {
    environment: environmentOf(served, control),
    control: control.origin,
    simulator: (id) => find(id).simulator,
    requests: (id) => find(id).requests,
    crashes: () => [...served.values()].flatMap((one) => one.crashes),
    setFaults: (id, plan) => {
      find(id).faults = plan === null ? null : createFaultSource(plan);
    },
    advance,
    close: async () => {
      await Promise.all([control.close(), ...[...served.values()].map((one) => one.close())]);
    },
  };
}

/** Below which path each vendor's API begins. */
const BASE_PATHS: Readonly<Record<string, string>> = { dbaudit: '/v1' };

function environmentOf(served: ReadonlyMap<string, ServedSimulator>, control: Control): Record<string, string> {
  const environment: Record<string, string> = { AUDITFORM_SANDBOX_CONTROL_URL: control.origin };
  for (const [id, { simulator, origins }] of served) {
    const name = `AUDITFORM_SANDBOX_${id.toUpperCase().replaceAll('-', '_')}_URL`;
    for (const [index, origin] of origins.entries()) environment[index === 0 ? name : `${name}_${index + 1}`] = `${origin}${BASE_PATHS[id] ?? ''}`;
    Object.assign(environment, simulator.environment);
  }
  return environment;
}
