// `npm run bench`: how fast auditform is beside floors measured in the same run against the same vendor server.
//   npm run bench -- [--quick] [--only NAME]… [--sizes N,N] [--latencies MS,MS] [--runs N] [--json FILE] [--keep]
// NAME: start, pure, layouts, plan, peers, apply, limiter. Never fails because of a figure: it is a measurement, no test.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions } from '../scripts/bundle-options.mjs';
import { apply } from './figures/apply.mjs';
import { limiter } from './figures/limiter.mjs';
import { peers } from './figures/peers.mjs';
import { plan } from './figures/plan.mjs';
import { pureWork } from './figures/pure-work.mjs';
import { start } from './figures/start.mjs';
import { record, table } from './report.mjs';
import { startServer } from './server/start-server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    sizes: { type: 'string' },
    latencies: { type: 'string' },
    runs: { type: 'string' },
    json: { type: 'string', default: 'dist/bench.json' },
    keep: { type: 'boolean', default: false },
  },
});

const numbers = (text) => text?.split(',').map(Number);
const { quick } = options;
const runs = (usual) => Number(options.runs ?? (quick ? Math.min(usual, 2) : usual));
const sizes = (usual, few) => numbers(options.sizes) ?? (quick ? few : usual);
const latencies = numbers(options.latencies) ?? (quick ? [5] : [5, 50]);

const figures = {
  start: async (bench) => start(bench, { runs: Number(options.runs ?? (quick ? 9 : 21)) }),
  pure: async (bench) =>
    pureWork(bench, { sizes: sizes([1000, 2000, 5000, 10_000, 20_000], [1000, 5000]), runs: runs(3) }),
  layouts: async (bench) => {
    const one = { sizes: sizes([5000], [1000]).slice(0, 1), runs: runs(2) };
    return [
      ...(await pureWork(bench, { ...one, files: 1 })),
      ...(await pureWork(bench, { ...one, files: Number.POSITIVE_INFINITY })),
      ...(await pureWork(bench, { ...one, alike: false })),
    ];
  },
  plan: async (bench) => {
    const lines = [];
    for (const size of sizes([1000, 10_000], [1000])) {
      for (const latency of latencies) {
        const line = await plan(bench, { size, latency, runs: runs(size > 5000 ? 2 : 3) });
        lines.push(...line);
      }
    }
    return lines;
  },
  peers: async (bench) => peers(bench, { size: sizes([1000], [200])[0], latency: latencies[0], runs: runs(2) }),
  apply: async (bench) => {
    const lines = [];
    for (const size of sizes([1000], [200]))
      for (const latency of latencies) lines.push(...(await apply(bench, { size, latency, runs: runs(2) })));
    return lines;
  },
  limiter: async (bench) => limiter(bench, { runs: runs(2) }),
};

const chosen = options.only.length > 0 ? options.only : Object.keys(figures);
for (const name of chosen)
  if (figures[name] === undefined) throw new Error(`--only ${name}: one of ${Object.keys(figures).join(', ')}`);

const started = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'auditform-bench-'));
const pure = join(folder, 'pure-work.js');
const server = await startServer();
const lines = [];
try {
  // A copy, so that building anew meanwhile disturbs nothing.
  await cp(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await build({
    ...bundleOptions,
    entryPoints: ['bench/pure-work.ts'],
    entryNames: '[name]',
    outdir: folder,
  });
  const bench = {
    server,
    folder,
    pure,
    main: join(folder, 'dist', 'main.js'),
    floor: (name) => join(root, 'bench', 'floor', name),
  };
  for (const name of chosen) {
    process.stderr.write(`${name} …\n`);
    lines.push(...(await figures[name](bench)));
  }
} finally {
  await server.stop();
  if (!options.keep) await rm(folder, { recursive: true, force: true });
  else process.stderr.write(`kept ${folder}\n`);
}
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${table(lines)}\n\n${Math.round(seconds)} s in all. Figures as JSON: ${options.json}\n`);
await writeFile(options.json, `${JSON.stringify(record(lines, { seconds, quick }), null, 2)}\n`);
