import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS, writeManifests } from '../fleet/write-manifests.mjs';
import { compare, interleave, runNode } from '../measure.mjs';
import { PARALLELISM } from './beside-replay.mjs';

/** `plan` beside what people write who have no tool for it: the same addresses by `curl`, a process each, as many at a time. */
export async function peers(bench, { size, latency, runs }) {
  if (spawnSync('curl', ['--version']).error !== undefined) {
    process.stderr.write('peers: there is no curl here, so nothing to compare with\n');
    return [];
  }
  const { server, folder, main } = bench;
  const manifests = join(folder, `peers-${size}`);
  await writeManifests(manifests, { size, base: server.base, limits: LIMITS });
  const addresses = join(folder, 'addresses.txt');
  const files = { out: join(folder, 'out.txt'), cwd: folder };
  const settings = { size, latency, every: 10 };
  let calls = 0;
  const ours = async (turn) => {
    await server.reset({ ...settings, record: turn === 0 });
    const used = await runNode([main, 'plan', manifests, '--parallelism', String(PARALLELISM)], files);
    if (turn === 0) {
      const { log } = await server.seen();
      calls = log.length;
      writeFileSync(addresses, log.map(([, url]) => `${server.base}${url}\n`).join(''));
    }
    return used;
  };
  const curl = async () => {
    await server.reset({ ...settings, record: false });
    const started = performance.now();
    const each = ['-P', String(PARALLELISM), '-d', '\n', '-n', '1', 'curl', '-s', '-g', '-o', '/dev/null'];
    const { status } = spawnSync('xargs', each, { input: readFileSync(addresses) });
    if (status !== 0) throw new Error(`xargs ended with ${status}`);
    return { wallMs: performance.now() - started };
  };
  const pairs = await interleave(runs, ours, curl);
  const note = `${calls} calls; the floor is xargs -P ${PARALLELISM} curl, which neither signs nor judges`;
  return [{ figure: `plan beside curl, ${size} targets`, unit: 'ms', bar: 1, ...compare(pairs), note }];
}
