import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from './command.ts';
import { readJournals } from './journals.ts';
import type { World } from './world.ts';

/** Codes that a reader of the documentation may expect of each command, 130 with a signal only. */
const CODES: Readonly<Record<string, readonly number[]>> = {
  plan: [0, 1, 2, 3],
  drift: [0, 1, 2, 3],
  apply: [0, 1, 4, 5],
};

const SHOWN = 12;

interface PlanJson {
  readonly targets: readonly {
    readonly address: string;
    readonly status: string;
    readonly unverifiable: readonly string[];
  }[];
  readonly problems: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly at: { readonly address?: string } | null;
  }[];
  readonly outcome?: readonly { readonly operation: string; readonly status: string; readonly error: string | null }[];
}

export interface Judgement {
  /** What no run may do, whatever the weather was. */
  readonly charges: readonly string[];
  /** What the run itself reported, for whoever reads about a failure. */
  readonly story: readonly string[];
}

/** Judges one run by what it printed, what it wrote to disk and what the simulators saw. Learns secrets that were given out. */
export function judgeRun(world: World, ran: Ran, sent: NodeJS.Signals | null, secrets: Set<string>): Judgement {
  const charges: string[] = [];
  if (ran.hung) charges.push('hung');
  if (/AF999|^\s+at .+:\d+:\d+\)?$/m.test(ran.stdout + ran.stderr)) charges.push(`a bug shows: ${tail(ran)}`);
  const killed = ran.signal === 'SIGKILL' && sent === 'SIGKILL';
  const interrupted = ran.code === 130 && (sent === 'SIGINT' || sent === 'SIGTERM');
  const known = CODES[ran.argv[0]!]!.includes(ran.code ?? -1);
  if (!killed && !interrupted && !known && !ran.hung)
    charges.push(`ended with ${ran.code ?? ran.signal}: ${tail(ran)}`);
  for (const token of world.tokens()) secrets.add(token);
  charges.push(...secretsIn(world.folder, ran, secrets), ...journalCharges(world));
  // Interrupted before there was a plan: nothing to print.
  if (killed || ran.hung || (interrupted && ran.stdout === '')) return { charges, story: [] };
  const plan = parsed(ran.stdout);
  if (plan === null) return { charges: [...charges, `stdout is not one JSON document: ${tail(ran)}`], story: [] };
  return { charges: [...charges, ...planCharges(world, plan)], story: told(plan) };
}

export function tail({ stdout, stderr }: Ran): string {
  return `${stderr}${stdout}`.slice(-400);
}

function planCharges(world: World, { targets, outcome = [] }: PlanJson): string[] {
  const charges: string[] = [];
  const missing = world.addresses.length - targets.length;
  if (missing !== 0) charges.push(`${missing} targets are missing in the plan`);
  for (const { address, status, unverifiable } of targets) {
    const witness = world.witnessOf(address);
    const misfit = (skip: readonly string[]) => witness.fleet.misfit(witness.fleet.simulator.state(), address, skip);
    if (status === 'in-sync' && !witness.fitted(address, unverifiable))
      charges.push(`false in-sync: ${address} ${misfit(unverifiable)}`);
    const outcomes = outcome.filter(({ operation }) => operation.startsWith(`${address}/`));
    const done = outcomes.length > 0 && outcomes.every((each) => each.status === 'done');
    // What stands for a whole region has no slash, and touches all of its instances.
    const disturbed = [...witness.tampered].some((each) => each === address || !each.includes('/'));
    const lacks = done && !disturbed ? misfit([]) : null;
    if (lacks !== null) charges.push(`false done: ${address} ${lacks}`);
  }
  return charges;
}

function told({ problems, outcome = [] }: PlanJson): string[] {
  const errors = problems.filter(({ severity, code }) => severity === 'error' || code === 'AF410');
  const open = outcome.filter(({ status }) => status !== 'done');
  return [
    ...errors
      .slice(0, SHOWN)
      .map(({ at, code, message }) => `    ${code} ${at?.address ?? ''} ${message.slice(0, 160)}`),
    ...open.slice(0, SHOWN).map((each) => `    ${each.status} ${each.operation} ${(each.error ?? '').slice(0, 160)}`),
  ];
}

function secretsIn(folder: string, ran: Ran, secrets: ReadonlySet<string>): string[] {
  const texts = new Map([
    ['stdout', ran.stdout],
    ['stderr', ran.stderr],
  ]);
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (file.isFile()) texts.set(file.name, readFileSync(join(file.parentPath, file.name), 'utf8'));
  const leaky = [...texts].filter(([, text]) => [...secrets].some((secret) => text.includes(secret)));
  return leaky.map(([name]) => `a secret shows in ${name}`);
}

/** Each write that a vendor accepted was announced on disk before. */
function journalCharges({ folder, witnesses }: World): string[] {
  const journal = join(folder, '.auditform/journal');
  if (!existsSync(journal)) return [];
  const { wrongs, intents } = readJournals(journal);
  const charges = [...wrongs];
  for (const { fleet } of witnesses) {
    const counts = new Map<string, number>();
    for (const address of fleet.written(fleet.simulator.state())) counts.set(address, (counts.get(address) ?? 0) + 1);
    for (const [address, count] of counts) {
      const announced = intents.get(address) ?? 0;
      if (count > announced) charges.push(`${count} writes of ${address}, ${announced} announced`);
    }
  }
  return charges;
}

function parsed(text: string): PlanJson | null {
  try {
    return JSON.parse(text) as PlanJson;
  } catch {
    return null;
  }
}
