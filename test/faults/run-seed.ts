import { rmSync } from 'node:fs';
import { command, type Ran } from './command.ts';
import { judgeRun, tail } from './judge-run.ts';
import type { Weather } from './misbehave.ts';
import { between, createRandom, pick, type Random } from './random.ts';
import { type Disturbance, openWorld, type World } from './world.ts';

export interface SeedResult {
  readonly seed: number;
  readonly charges: readonly string[];
  /** One line for each run of the command. */
  readonly story: readonly string[];
  /** Kept when something was wrong. */
  readonly folder: string;
  readonly ms: number;
}

/** One seed from a drawn world to its settled end. */
export async function runSeed(seed: number): Promise<SeedResult> {
  const started = Date.now();
  const world = await openWorld(seed);
  const trial = new Trial(seed, world);
  try {
    await trial.run();
  } finally {
    await world.close();
  }
  const charges = [...new Set([...trial.charges, ...world.witnesses.flatMap((witness) => witness.charges)])];
  if (charges.length === 0) rmSync(world.folder, { recursive: true, force: true });
  return { seed, charges, story: trial.story, folder: world.folder, ms: Date.now() - started };
}

class Trial {
  readonly charges: string[] = [];
  readonly story: string[] = [];
  readonly #seed: number;
  readonly #world: World;
  readonly #random: Random;
  readonly #secrets: Set<string>;
  #run = 0;

  constructor(seed: number, world: World) {
    this.#seed = seed;
    this.#world = world;
    this.#random = createRandom(seed, 'trial');
    const secret = /PASSWORD|SECRET|_SK$|API_KEY|SECRET_KEY/;
    const names = Object.keys(world.environment).filter((name) => secret.test(name));
    this.#secrets = new Set(names.map((name) => world.environment[name]!));
  }

  async run(): Promise<void> {
    const rate = pick(this.#random, [0.03, 0.06, 0.12]);
    const parallelism = pick(this.#random, ['16', '64', '200']);
    const apply = ['apply', 'manifests', '--yes', '--format', 'json', '--parallelism', parallelism, '--verify-timeout'];
    const look = pick(this.#random, ['plan', 'drift']);
    await this.#go([...apply, '4'], rate, between(this.#random, 3, 8), this.#cut());
    if (this.#random() < 0.5) await this.#go([...apply, '4'], rate, between(this.#random, 3, 8), this.#cut());
    await this.#go([look, 'manifests', '--format', 'json'], rate, between(this.#random, 0, 4));
    if (this.#random() < 0.5) await this.#go([...apply, '4'], rate, between(this.#random, 0, 5));
    await this.#end(apply);
  }

  /** The faults are over: it must come to rest. */
  async #end(apply: readonly string[]): Promise<void> {
    this.#world.bePatient();
    const check = ['plan', 'manifests', '--format', 'json', '--detailed-exitcode'];
    for (let again = 0; again < 2; again++) {
      const { code } = await this.#go([...apply, '30'], 0, 0);
      if (code === 0) break;
    }
    const rest = await this.#go(check, 0, 0);
    if (rest.code !== 0) this.charges.push(`does not converge: ${rest.argv.join(' ')} ends with ${rest.code}`);
    this.#demandFit();
    await this.#outdone(apply);
    for (const witness of this.#world.witnesses) {
      witness.look();
      witness.compareUntouched();
    }
    for (const crash of this.#world.crashes()) this.charges.push(`a simulator crashed: ${String(crash)}`);
  }

  /** Somebody made things stronger than the manifests: going back weakens, so it needs consent. */
  async #outdone(apply: readonly string[]): Promise<void> {
    const stronger: string[] = [];
    for (const witness of this.#world.witnesses) {
      const tamper = this.#random() < 0.3 ? witness.fleet.outdo(witness.fleet.simulator.state(), this.#random) : null;
      if (tamper === null) continue;
      this.story.push(`  somebody ${tamper.says}`);
      witness.tamper(tamper);
      stronger.push(tamper.address!);
    }
    if (stronger.length === 0) return;
    const before = this.#writes();
    const refused = await this.#go([...apply, '30'], 0, 0);
    if (refused.code !== 4) this.charges.push(`weakening without consent ends with ${refused.code}, not 4`);
    if (this.#writes() !== before) this.charges.push('a refused run wrote something');
    for (const address of stronger) this.#world.witnessOf(address).pardon(address);
    const consent = stronger.flatMap((address) => ['--allow-weaken', address, '--allow-history-loss', address]);
    const done = await this.#go([...apply, '30', ...consent, '--reason', 'the fault suite'], 0, 0);
    if (done.code !== 0) this.charges.push(`with consent ends with ${done.code}: ${tail(done)}`);
    this.#demandFit();
  }

  #writes(): number {
    return this.#world.witnesses.reduce((sum, { fleet }) => sum + fleet.written(fleet.simulator.state()).length, 0);
  }

  #demandFit(): void {
    for (const address of this.#world.addresses) {
      const { fleet } = this.#world.witnessOf(address);
      const misfit = fleet.misfit(fleet.simulator.state(), address, []);
      if (misfit !== null) this.charges.push(`not as its manifest says in the end: ${address} ${misfit}`);
    }
  }

  /** A signal at the nth request, or at the nth write, of a run. */
  #cut(): { readonly at: number; readonly writes: boolean; readonly signal: NodeJS.Signals } {
    const writes = this.#random() < 0.8;
    const at = between(this.#random, 1, writes ? 90 : 700);
    return { at, writes, signal: pick(this.#random, ['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM']) };
  }

  async #go(
    argv: readonly string[],
    rate: number,
    others: number,
    cut: { readonly at: number; readonly writes: boolean; readonly signal: NodeJS.Signals } | null = null,
  ): Promise<Ran> {
    const world = this.#world;
    const run = ++this.#run;
    const weather: Weather | null = rate === 0 ? null : { seed: this.#seed, run, rate };
    for (const witness of world.witnesses) witness.beginRun();
    world.setWeather(weather, this.#disturbances(others));
    const started = Date.now();
    const ran = await command(world, argv, (kill) => {
      let count = 0;
      world.onRequest = (write) => {
        if (cut === null || (cut.writes && !write)) return;
        count += 1;
        if (count !== cut.at) return;
        this.story.push(
          `  ${cut.signal} at ${cut.writes ? 'write' : 'request'} ${cut.at}, after ${Date.now() - started} ms`,
        );
        kill(cut.signal);
      };
    });
    world.onRequest = () => undefined;
    await world.quiet();
    for (const witness of world.witnesses) witness.look();
    const ending = ran.signal ?? ran.code;
    this.story.push(`  run ${run}: ${argv.slice(0, 1).join()} faults ${rate}, ended ${ending} after ${ran.ms} ms`);
    const { charges, story } = judgeRun(world, ran, cut?.signal ?? null, this.#secrets);
    this.charges.push(...charges.map((charge) => `run ${run} (${argv[0]}): ${charge}`));
    this.story.push(...story);
    return ran;
  }

  #disturbances(count: number): Map<string, Map<number, Disturbance>> {
    const all = new Map<string, Map<number, Disturbance>>();
    for (let index = 0; index < count; index++) {
      const { fleet } = this.#world.witnessOf(pick(this.#random, this.#world.addresses));
      const random = createRandom(this.#seed, `tamper/${this.#run}/${index}`);
      const most = fleet.addresses.length > 1 ? 150 : 15;
      const at = between(this.#random, 1, most);
      const what: Disturbance = (witness) => {
        if (fleet.expireLogins !== undefined && random() < 0.4) {
          const state = fleet.simulator.state();
          for (const token of this.#world.tokens()) this.#secrets.add(token);
          this.story.push(`  at request ${at} of ${fleet.name}: ${fleet.expireLogins(state)} logins end`);
          fleet.simulator.restore(state);
          return;
        }
        const tamper = fleet.tamper(fleet.simulator.state(), random);
        this.story.push(`  at request ${at} of ${fleet.name}: somebody ${tamper.says}`);
        witness.tamper(tamper);
      };
      all.set(fleet.name, new Map([...(all.get(fleet.name) ?? []), [at, what]]));
    }
    return all;
  }
}
