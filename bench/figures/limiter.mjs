import { join } from 'node:path';
import { writeManifests } from '../fleet/write-manifests.mjs';
import { median, runNode } from '../measure.mjs';

/** Three accounts, so that three limiters run side by side. */
const ACCOUNTS = 3;
const PER_ACCOUNT = 50;
const RATE = 40;
/** Long enough for a limiter that nobody told the rate to find it. */
const LONGER = 10;

/** `plan` where a rate binds, beside the time that the rate alone makes it take. One call a target. */
export async function limiter(bench, { runs }) {
  const told = { limits: `{ concurrency: 50, requestsPerSecond: ${RATE} }`, perAccount: PER_ACCOUNT, allowed: null };
  const found = { limits: '{ concurrency: 50 }', perAccount: PER_ACCOUNT * LONGER, allowed: RATE };
  return [
    await figure(bench, `plan where ${RATE} calls/s bind`, runs, told),
    await figure(bench, `plan where ${RATE} calls/s bind untold`, runs, found),
  ];
}

async function figure({ server, folder, main }, name, runs, { limits, perAccount, allowed }) {
  const manifests = join(folder, 'limited');
  // Every fifth target of a fleet is Tair's.
  const size = ACCOUNTS * perAccount * 5;
  await writeManifests(manifests, { size, base: server.base, limits, vendors: ['tair'], accountSize: perAccount });
  const files = { out: join(folder, 'out.txt'), cwd: folder };
  const spans = [];
  let [calls, throttled, late] = [0, 0, 0];
  for (let turn = 0; turn < runs; turn++) {
    await server.reset({ size, latency: 5, every: 0, record: false, allowed });
    await runNode([main, 'plan', manifests, '--parallelism', '1000'], files);
    const seen = await server.seen();
    const bases = Object.values(seen.perBase);
    const begun = Math.min(...bases.map(({ first }) => first));
    calls = Math.max(...bases.map(({ count }) => count));
    throttled = seen.throttled.length;
    late = seen.throttled.filter((at) => at > begun + 1000).length;
    spans.push(Math.max(...bases.map(({ first, last }) => last - first)));
  }
  // A vendor that counts calls a second takes a whole second's at once.
  const floor = ((calls - (allowed ?? 1)) / RATE) * 1000;
  const ours = median(spans);
  const trouble = allowed === null ? '' : `; ${throttled} throttled, ${late} of them after the first second`;
  const efficiency = `efficiency ${Math.round((floor / ours) * 100)} %`;
  return {
    figure: name,
    unit: 'ms',
    bar: 1 / 0.9,
    ours,
    floor,
    ratio: ours / floor,
    low: Math.min(...spans) / floor,
    high: Math.max(...spans) / floor,
    runs,
    note: `${calls} calls an account, from the first to the last one; ${efficiency}${trouble}`,
  };
}
