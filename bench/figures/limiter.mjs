import { join } from 'node:path';
import { writeManifests } from '../fleet/write-manifests.mjs';
import { median, runNode } from '../measure.mjs';

/** Three accounts, so that three limiters run side by side. */
const TARGETS = 150;
const RATE = 40;

/** `plan` where a rate binds, beside the time that the rate alone makes it take. Read phases of one vendor, one call a target. */
export async function limiter(bench, { runs }) {
  const { server, folder, main } = bench;
  const manifests = join(folder, 'limited');
  const limits = `{ concurrency: 50, requestsPerSecond: ${RATE} }`;
  await writeManifests(manifests, { size: TARGETS * 5, base: server.base, limits, vendors: ['tair'] });
  const files = { out: join(folder, 'out.txt'), cwd: folder };
  const spans = [];
  let most = 0;
  for (let turn = 0; turn < runs; turn++) {
    await server.reset({ size: TARGETS * 5, latency: 5, every: 0, record: false });
    await runNode([main, 'plan', manifests, '--parallelism', '1000'], files);
    const { perBase } = await server.seen();
    most = Math.max(...Object.values(perBase).map(({ count }) => count));
    spans.push(Math.max(...Object.values(perBase).map(({ first, last }) => last - first)));
  }
  const floor = ((most - 1) / RATE) * 1000;
  const ours = median(spans);
  return [
    {
      figure: `plan where ${RATE} calls/s bind`,
      unit: 'ms',
      bar: 1 / 0.9,
      ours,
      floor,
      ratio: ours / floor,
      low: Math.min(...spans) / floor,
      high: Math.max(...spans) / floor,
      runs,
      note: `${most} calls an account, from the first to the last one; efficiency ${Math.round((floor / ours) * 100)} %`,
    },
  ];
}
