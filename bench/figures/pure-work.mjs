import { join } from 'node:path';
import { writeManifests } from '../fleet/write-manifests.mjs';
import { compare, interleave, median, runNode, slope } from '../measure.mjs';

const EVERY = 10;
const KIB_PER_TARGET = 15;
const layouts = new Map([
  [1, ', one file'],
  [Number.POSITIVE_INFINITY, ', a file each'],
]);

/** All of `plan` but the network, at growing sizes, beside bare `yaml` and the compiled ajv function. One core each. */
export async function pureWork(bench, { sizes, runs, files = null, alike = true }) {
  const { server, folder, pure, floor } = bench;
  const lines = [];
  const grown = { ours: [], floor: [], ms: [] };
  for (const size of sizes) {
    const manifests = join(folder, `pure-${size}`);
    await writeManifests(manifests, { size, base: server.base, limits: null, files, alike });
    await server.reset({ size, latency: 0, every: EVERY, record: false });
    const output = { out: join(folder, 'out.txt'), usage: join(folder, 'usage.json'), cwd: folder };
    const times = size > 5000 ? Math.max(runs - 1, 1) : runs;
    const pairs = await interleave(
      times,
      () => runNode([pure, manifests, String(EVERY)], output),
      () => runNode([floor('parse-and-validate.mjs'), manifests], output),
    );
    const work = compare(pairs, 'workMs');
    const memory = compare(pairs, 'maxRssKiB');
    lines.push({
      figure: `pure work, ${size} targets${layouts.get(files) ?? ''}${alike ? '' : ', each of a form of its own'}`,
      unit: 'ms',
      bar: 1,
      ...work,
      note: `${((work.ours / size) * 1000).toFixed(0)} µs a target; peak ${Math.round(memory.ours / 1024)} MiB`,
      details: { memoryKiB: memory },
    });
    grown.ours.push([size, median(pairs.map((pair) => pair.ours.maxRssKiB))]);
    grown.floor.push([size, median(pairs.map((pair) => pair.floor.maxRssKiB))]);
    grown.ms.push([size, work.ours]);
  }
  if (sizes.length < 2) return lines;
  const [ours, bare] = [slope(grown.ours), slope(grown.floor)];
  const [last, before] = [marginal(grown.ms, sizes.length - 1), marginal(grown.ms, sizes.length - 2)];
  return [
    ...lines,
    {
      figure: 'memory that a target adds',
      unit: 'KiB',
      bar: KIB_PER_TARGET,
      value: ours,
      ours,
      floor: bare,
      note: 'peak resident memory, slope over the sizes; the bar is in KiB',
    },
    ...(before === null
      ? []
      : [
          {
            figure: 'time that a further target takes',
            unit: 'ms',
            bar: 1.2,
            ratio: last / before,
            ours: last,
            floor: before,
            note: `between the two largest sizes, beside the two before; linear is 1`,
          },
        ]),
  ];
}

/** Milliseconds that each further target took from one size to the next. Null before the second size. */
function marginal(points, at) {
  if (at < 1) return null;
  const [[size, ms], [nextSize, nextMs]] = [points[at - 1], points[at]];
  return (nextMs - ms) / (nextSize - size);
}
