import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS, writeManifests } from '../fleet/write-manifests.mjs';
import { besideReplay } from './beside-replay.mjs';

/** `apply` of a fleet in which every target differs, beside a bare loop of the same calls: reads before and after included. */
export async function apply(bench, { size, latency, runs }) {
  const manifests = join(bench.folder, `apply-${size}`);
  const journal = join(bench.folder, 'journal');
  await writeManifests(manifests, { size, base: bench.server.base, limits: LIMITS });
  return besideReplay(bench, {
    figure: `apply, ${size} changes, ${latency} ms`,
    manifests,
    args: ['apply', manifests, '--yes', '--quiet', '--journal', journal],
    fleet: { size, latency, every: 1 },
    runs,
    prepare: () => rmSync(journal, { recursive: true, force: true }),
    check: (output) => {
      if (!/Operations: (\d+) done\./.test(readFileSync(output, 'utf8')))
        throw new Error('not all operations were done');
    },
  });
}
