import { join } from 'node:path';
import { LIMITS, writeManifests } from '../fleet/write-manifests.mjs';
import { besideReplay } from './beside-replay.mjs';

/** One target in so many differs from its manifest. */
const EVERY = 10;

/** `plan` of `size` targets at `latency` ms beside a bare script that parses, validates and sends the same reads. */
export async function plan(bench, { size, latency, runs }) {
  const manifests = join(bench.folder, `plan-${size}`);
  await writeManifests(manifests, { size, base: bench.server.base, limits: LIMITS });
  return besideReplay(bench, {
    figure: `plan, ${size} targets, ${latency} ms`,
    manifests,
    args: ['plan', manifests],
    fleet: { size, latency, every: EVERY },
    runs,
  });
}
