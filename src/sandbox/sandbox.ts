import { type Control, serveControl } from './control.ts';
import type { FaultPlan } from './fault.ts';
import { createFaultSource } from './faults.ts';
import type { LoggedRequest } from './request-log.ts';
import { type ServedSimulator, serveSimulator } from './server.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { createSimulators } from './vendors/index.ts';

export interface SandboxOptions {
  /** Which vendors; all when left out. */
  readonly vendors?: readonly string[];
  /** Makes the simulators to choose from; the five vendors' when left out. */
  readonly simulators?: (options: SimulatorOptions) => readonly Simulator[];
  readonly faults?: { readonly seed: number; readonly rate: number };
  readonly latencyMs?: number;
  /** Duration of the vendors' asynchronous changes. */
  readonly settleMs?: number;
  readonly controlPort?: number;
  /** By vendor, one port per listener; any free port when left out. */
  readonly ports?: Readonly<Record<string, readonly number[]>>;
}

export interface Sandbox {
  /** Addresses and credentials, as environment variables for a client. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of every listener, by vendor, without the path below which the API begins. */
  readonly origins: Readonly<Record<string, readonly string[]>>;
  readonly control: string;
  readonly simulators: ReadonlyMap<string, Simulator>;
  /** As in `simulators`; throws when the sandbox has no such vendor. */
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
  const clock = createClock();
  const served = new Map<string, ServedSimulator>();
  const closeAll = async () => {
    await Promise.all([...served.values()].map((one) => one.close()));
  };
  try {
    for (const simulator of chosenSimulators(options, clock.now)) {
      const ports = options.ports?.[simulator.id] ?? [];
      const one = await serveSimulator(simulator, { now: clock.now, latencyMs: options.latencyMs ?? 0, ports });
      if (options.faults !== undefined) one.faults = createFaultSource(options.faults);
      served.set(simulator.id, one);
    }
    return sandboxOf(served, await serveControl(served, clock.advance, options.controlPort ?? 0), clock.advance);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function sandboxOf(
  served: ReadonlyMap<string, ServedSimulator>,
  control: Control,
  advance: (ms: number) => number,
): Sandbox {
  const find = (id: string): ServedSimulator => {
    const one = served.get(id);
    if (one === undefined) throw new Error(`the sandbox has no ${id}`);
    return one;
  };
  return {
    environment: environmentOf(served, control),
    origins: Object.fromEntries([...served].map(([id, { origins }]) => [id, origins])),
    control: control.origin,
    simulators: new Map([...served].map(([id, { simulator }]) => [id, simulator])),
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

/** The machine's clock and an offset that only grows: what a simulator has settled does not come undone. */
function createClock(): { now: () => number; advance: (ms: number) => number } {
  let offset = 0;
  const now = () => Date.now() + offset;
  const advance = (ms: number) => {
    if (!Number.isSafeInteger(ms) || ms < 0)
      throw new RangeError(`the clock goes forward by whole milliseconds, not by ${ms}`);
    offset += ms;
    return now();
  };
  return { now, advance };
}

function chosenSimulators({ vendors, simulators, settleMs }: SandboxOptions, now: () => number): readonly Simulator[] {
  const all = (simulators ?? createSimulators)({ now, settleMs: settleMs ?? DEFAULT_SETTLE_MS });
  if (vendors === undefined) return all;
  const unknown = vendors.filter((id) => !all.some((simulator) => simulator.id === id));
  if (unknown.length > 0) throw new Error(`the sandbox has no ${unknown.join(', ')}`);
  return all.filter(({ id }) => vendors.includes(id));
}

/** Below which path each vendor's API begins. */
const BASE_PATHS: Readonly<Record<string, string>> = { dbaudit: '/v1' };

function environmentOf(served: ReadonlyMap<string, ServedSimulator>, control: Control): Record<string, string> {
  const environment: Record<string, string> = { AUDITFORM_SANDBOX_CONTROL_URL: control.origin };
  for (const [id, { simulator, origins }] of served) {
    const name = `AUDITFORM_SANDBOX_${id.toUpperCase().replaceAll('-', '_')}_URL`;
    for (const [index, origin] of origins.entries())
      environment[index === 0 ? name : `${name}_${index + 1}`] = `${origin}${BASE_PATHS[id] ?? ''}`;
    Object.assign(environment, simulator.environment);
  }
  return environment;
}
