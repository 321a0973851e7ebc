import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeManifests } from '../fleet/write-manifests.mjs';
import { compare, interleave, runNode } from '../measure.mjs';
import { LIMITS, megabytes, PARALLELISM, ratio } from './plan.mjs';

/** `apply` of a fleet in which every target differs, beside a bare loop of the same calls: reads before and after included. */
export async function apply(bench, { size, latency, runs }) {
  const { server, folder, main, floor } = bench;
  const manifests = join(folder, `apply-${size}`);
  await writeManifests(manifests, { size, base: server.base, limits: LIMITS });
  const recording = join(folder, 'recording.json');
  const journal = join(folder, 'journal');
  const files = { out: join(folder, 'out.txt'), usage: join(folder, 'usage.json'), cwd: folder };
  const settings = { size, latency, every: 1 };
  let seen = null;
  const ours = async (turn) => {
    rmSync(journal, { recursive: true, force: true });
    await server.reset({ ...settings, record: turn === 0 });
    const command = [
      'apply',
      manifests,
      '--yes',
      '--quiet',
      '--journal',
      journal,
      '--parallelism',
      String(PARALLELISM),
    ];
    const used = await runNode([main, ...command], files);
    if (turn > 0) return used;
    seen = await server.seen();
    if (!/Operations: (\d+) done\./.test(readFileSync(files.out, 'utf8')))
      throw new Error('not all operations were done');
    if (seen.unknown.length > 0)
      throw new Error(`the vendor server does not know ${[...new Set(seen.unknown)].join(', ')}`);
    writeFileSync(recording, JSON.stringify(seen.log));
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
      figure: `apply, ${size} changes, ${latency} ms`,
      unit: 'ms',
      bar: 1.25,
      ...compare(pairs),
      note: `${total} calls, at most ${peak} at a time; CPU ${ratio(compare(pairs, 'cpuMs'))}; peak memory ${megabytes(pairs)}`,
      details: { cpu: compare(pairs, 'cpuMs'), memoryKiB: compare(pairs, 'maxRssKiB'), calls, peak, connections },
    },
  ];
}
