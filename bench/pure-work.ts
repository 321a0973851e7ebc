// Everything `plan` does but the network: load, validate, resolve, compare, order, render. Live settings are read from the
// vendor server for one target of each sort, outside the clock, and stand for all the others. argv: folder, one in so many differs.
import { commonOptions } from '../src/commands/common-options.ts';
import { loadProject } from '../src/commands/load-project.ts';
import { createSessions } from '../src/connection/create-sessions.ts';
import type { Target } from '../src/model/manifest.ts';
import type { Observation } from '../src/model/observation.ts';
import { makePlan } from '../src/pipeline/make-plan.ts';
import type { Session } from '../src/providers/provider.ts';
import { providerOf } from '../src/providers/index.ts';
import { createPalette } from '../src/render/palette.ts';
import { renderPlan } from '../src/render/render-plan.ts';

const [folder = '.', every = '10'] = process.argv.slice(2);
const options = commonOptions({}, process.env);

const sortOf = ({ kind, name }: Target): string =>
  `${kind} ${Number(name.split('-').at(-1)) % Number(every) === 0 ? 'differs' : 'same'}`;

async function readSamples(targets: readonly Target[]): Promise<Map<string, Observation>> {
  const signal = new AbortController().signal;
  const sessions = createSessions({ mode: 'read', env: process.env, secretsDirs: [], signal, settleMs: 0 });
  const samples = new Map<string, Observation>();
  for (const target of targets) {
    if (!samples.has(sortOf(target))) samples.set(sortOf(target), await (await sessions.of(target)).read(target));
  }
  await sessions.close();
  return samples;
}

let workMs = 0;
async function timed<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } finally {
    workMs += performance.now() - started;
  }
}

const project = await timed(() => loadProject([folder], options, Date.now));
const samples = await readSamples(project.targets);
const session = {
  read: async (wanted: Target) => {
    const { limits, ...sample } = samples.get(sortOf(wanted))!;
    const own = { address: wanted.address, identity: `${sample.identity} ${wanted.address}` };
    // What an instance accepts is one and the same object for all of a release, as sessions make it.
    return { ...structuredClone(sample), limits, ...own };
  },
  reach: async () => [],
} as unknown as Session;

const text = await timed(async () => {
  const plan = await makePlan({
    targets: project.targets,
    providerOf,
    sessions: { of: async () => session, close: async () => undefined },
    rules: project.rules,
    memoryOf: () => ({}),
    basis: { manifests: project.files, commit: null, base: null },
    problems: project.problems,
    parallelism: options.parallelism,
    now: Date.now,
  });
  return renderPlan(plan, 'text', createPalette(false));
});
(globalThis as { benchWorkMs?: number }).benchWorkMs = workMs;
process.stdout.write(text);
