import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const hook = fileURLToPath(new URL('usage-hook.cjs', import.meta.url));

/**
 * Runs Node with these arguments to its end. Wall time in milliseconds, from before it starts until after it ends.
 * `out`: file for its output; `usage`: file for what it used, which costs it a millisecond; `codes`: exit codes that are right.
 */
export async function runNode(args, { out, usage, cwd, env = {}, codes = [0] }) {
  const output = openSync(out, 'w');
  const all = usage === undefined ? args : ['--require', hook, ...args];
  const started = performance.now();
  const child = spawn(process.execPath, all, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', BENCH_SECRET: 'bench-secret', ...env, BENCH_USAGE: usage },
    stdio: ['ignore', output, output],
  });
  const [code] = await once(child, 'exit');
  const wallMs = performance.now() - started;
  closeSync(output);
  if (!codes.includes(code))
    throw new Error(`${args.join(' ')} ended with ${code}:\n${readFileSync(out, 'utf8').slice(-2000)}`);
  if (usage === undefined) return { wallMs };
  const { benchExcludedMs, benchWorkMs, ...used } = JSON.parse(readFileSync(usage, 'utf8'));
  return { ...used, wallMs: wallMs - benchExcludedMs, ...(benchWorkMs === null ? {} : { workMs: benchWorkMs }) };
}

/** Runs ours and the floor in turn, so that whatever else the machine does hits both. */
export async function interleave(times, ours, floor) {
  const pairs = [];
  for (let turn = 0; turn < times; turn++) pairs.push({ ours: await ours(turn), floor: await floor(turn) });
  return pairs;
}

export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Medians of one measure of both, the ratio of the medians, and the lowest and highest ratio of any one turn. */
export function compare(pairs, measure = 'wallMs') {
  const ours = median(pairs.map((pair) => pair.ours[measure]));
  const floor = median(pairs.map((pair) => pair.floor[measure]));
  const ratios = pairs.map((pair) => pair.ours[measure] / pair.floor[measure]);
  return { ours, floor, ratio: ours / floor, low: Math.min(...ratios), high: Math.max(...ratios), runs: pairs.length };
}

/** Slope of the best straight line through the points. */
export function slope(points) {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
