import { parseArgs } from 'node:util';
import { runSeed } from './run-seed.ts';

/** Few enough for every change to pass them, and between them every draw is met. */
const FIXED = [11, 12, 14];

const { values } = parseArgs({ options: { seed: { type: 'string' }, seeds: { type: 'string' } } });
const seeds = chosen();
const failed: number[] = [];
for (const seed of seeds) {
  const { charges, story, folder, ms } = await runSeed(seed);
  process.stdout.write(`seed ${seed}: ${charges.length === 0 ? 'good' : `${charges.length} FAILED`} in ${ms} ms\n`);
  if (charges.length === 0 && values.seed === undefined) continue;
  process.stdout.write(`${story.join('\n')}\n`);
  if (charges.length === 0) continue;
  failed.push(seed);
  process.stdout.write(`${charges.map((charge) => `  FAILED ${charge}`).join('\n')}\n`);
  process.stdout.write(`  files: ${folder}\n  again: npm run test:faults -- --seed ${seed}\n`);
}
process.stdout.write(
  `${seeds.length} seeds, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(' ')}` : ''}\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

function chosen(): readonly number[] {
  if (values.seed !== undefined) return [whole(values.seed)];
  if (values.seeds === undefined) return FIXED;
  // Others than the fixed ones, and others each time.
  const first = 1_000 + (Date.now() % 1_000_000);
  return Array.from({ length: whole(values.seeds) }, (_, index) => first + index);
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new TypeError(`not a whole number: ${text}`);
  return Number(text);
}
