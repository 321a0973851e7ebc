import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, interleave, runNode } from '../measure.mjs';

/** Targets worked on at a time by ours, calls in flight of the floor. */
export const PARALLELISM = 50;

/**
 * One command beside a bare loop of the very calls that it made in its first turn. `args`: of the command; `fleet`: settings of the
 * vendor server; `prepare` runs before each turn of ours, `check` after the first one, with the path of its output.
 */
export async function besideReplay(
  bench,
  { figure, manifests, args, fleet, runs, prepare = () => {}, check = () => {} },
) {
  const { server, folder, main, floor } = bench;
  const recording = join(folder, 'recording.json');
  const files = { out: join(folder, 'out.txt'), usage: join(folder, 'usage.json'), cwd: folder };
  let seen = null;
  const ours = async (turn) => {
    prepare();
    await server.reset({ ...fleet, record: turn === 0 });
    const used = await runNode([main, ...args, '--parallelism', String(PARALLELISM)], files);
    if (turn > 0) return used;
    check(files.out);
    seen = await server.seen();
    const unknown = [...new Set(seen.unknown)].join(', ');
    if (unknown !== '') throw new Error(`the vendor server does not know ${unknown}`);
    writeFileSync(recording, JSON.stringify(seen.log));
    return used;
  };
  const bare = async () => {
    await server.reset({ ...fleet, record: false });
    return runNode([floor('replay.mjs'), manifests, recording, server.base, String(PARALLELISM)], files);
  };
  const pairs = await interleave(runs, ours, bare);
  const { calls, peak, connections } = seen;
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const [cpu, memoryKiB] = [compare(pairs, 'cpuMs'), compare(pairs, 'maxRssKiB')];
  const memory = Math.round(memoryKiB.ours / 1024);
  return [
    {
      figure,
      unit: 'ms',
      bar: 1.25,
      ...compare(pairs),
      note: `${total} calls, at most ${peak} at a time; CPU x${cpu.ratio.toFixed(2)}; peak memory ${memory} MiB`,
      details: { cpu, memoryKiB, calls, peak, connections },
    },
  ];
}
