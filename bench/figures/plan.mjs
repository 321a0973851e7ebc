import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifests } from '../fleet/write-manifests.mjs';
import { compare, interleave, runNode } from '../measure.mjs';

/** Wide enough to bind nowhere: what is measured is auditform, not the vendors' rates. */
export const LIMITS = '{ concurrency: 1000, requestsPerSecond: 100000 }';
export const PARALLELISM = 50;
/** One target in so many differs from its manifest. */
const EVERY = 10;

/** `plan` of `size` targets at `latency` ms beside a bare script that parses, validates and sends the same reads. */
export async function plan(bench, { size, latency, runs }) {
  const { server, folder, main, floor } = bench;
  const manifests = join(folder, `plan-${size}`);
  await writeManifests(manifests, { size, base: server.base, limits: LIMITS });
  const recording = join(folder, 'recording.json');
  const files = { out: join(folder, 'out.txt'), usage: join(folder, 'usage.json'), cwd: folder };
  const settings = { size, latency, every: EVERY };
  let seen = null;
  const ours = async (turn) => {
    await server.reset({ ...settings, record: turn === 0 });
    const used = await runNode([main, 'plan', manifests, '--parallelism', String(PARALLELISM)], files);
    seen = turn === 0 ? await server.seen() : seen;
    if (turn === 0) {
      if (seen.unknown.length > 0)
        throw new Error(`the vendor server does not know ${[...new Set(seen.unknown)].join(', ')}`);
      writeFileSync(recording, JSON.stringify(seen.log));
    }
    return used;
  };
  const bare = async () => {
    await server.reset({ ...settings, record: false });
    return runNode([floor('replay.mjs'), manifests, recording, server.base, String(PARALLELISM)], files);
  };
  const pairs = await interleave(runs, ours, bare);
  const { calls, peak, connections } = seen;
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return [
    {
      figure: `plan, ${size} targets, ${latency} ms`,
      unit: 'ms',
      bar: 1.25,
      ...compare(pairs),
      note: `${total} calls, at most ${peak} at a time; CPU ${ratio(compare(pairs, 'cpuMs'))}; peak memory ${megabytes(pairs)}`,
      details: { cpu: compare(pairs, 'cpuMs'), memoryKiB: compare(pairs, 'maxRssKiB'), calls, peak, connections },
    },
  ];
}

export const ratio = ({ ratio: value }) => `x${value.toFixed(2)}`;
export const megabytes = (pairs) => `${Math.round(compare(pairs, 'maxRssKiB').ours / 1024)} MiB`;
