import type { Palette } from '../render/palette.ts';
import { isBound, type VendorEfficiency } from './efficiency.ts';
import {
  blockLines,
  closingLine,
  efficiencyLine,
  overallSecondsLeft,
  progressLine,
  type Task,
} from './progress-text.ts';
import type { Pulse } from './pulse.ts';
import { createRedrawnBlock } from './redrawn-block.ts';
import { createTally, type Tally, type TallyOptions } from './tally.ts';

export interface ProgressOptions extends Omit<TallyOptions, 'now'> {
  readonly task: Task;
  readonly style: 'block' | 'lines' | 'json';
  readonly pulse: Pulse;
  readonly write: (text: string) => void;
  readonly palette: Palette;
  /** ISO time for JSON lines. */
  readonly at: () => string;
}

export interface Progress extends Pick<Tally, 'watch' | 'finish'> {
  /** Writes whole lines without disturbing the block. */
  say(text: string): void;
  /** Says how it went, where it took long. */
  close(): void;
}

/** Shorter work needs no words. */
const LONG_MS = 2500;
const LINE_EVERY_MS = 5000;
const DRAW_EVERY_MS = 250;
const DRAW_AFTER_MS = 500;

/** Shows how far work is while it goes on. */
export function openProgress(options: ProgressOptions): Progress {
  const { task, style, pulse, write, palette } = options;
  const tally = createTally({ ...options, now: () => pulse.now() });
  const block = createRedrawnBlock(write, () => pulse.columns() ?? 80);
  const started = pulse.now();
  let open = true;
  const elapsed = () => pulse.now() - started;
  const event = (kind: string, numbers: object) => write(`${JSON.stringify({ at: options.at(), kind, ...numbers })}\n`);
  const tick = () => {
    const vendors = tally.progress();
    if (style === 'json') event('progress', { command: task.command, ...numbersOf(tally, elapsed()) });
    else if (style === 'lines') write(`${progressLine(task, vendors)}\n`);
    else if (elapsed() >= DRAW_AFTER_MS) block.draw(blockLines(task, vendors, palette));
  };
  const stop = pulse.every(style === 'block' ? DRAW_EVERY_MS : LINE_EVERY_MS, tick);
  const report = (efficiency: VendorEfficiency) => {
    if (style === 'json') event('efficiency', { command: task.command, ...rounded(efficiency) });
    else write(`${efficiencyLine(efficiency)}\n`);
  };
  return {
    watch: tally.watch,
    finish: tally.finish,
    say(text) {
      block.clear();
      write(text);
    },
    close() {
      if (!open) return;
      open = false;
      stop();
      block.clear();
      if (elapsed() < LONG_MS) return;
      if (style === 'json') event('finished', { command: task.command, ...numbersOf(tally, elapsed()) });
      else write(`${closingLine(task, tally.progress(), elapsed())}\n`);
      for (const efficiency of tally.efficiency().filter(isBound)) report(efficiency);
    },
  };
}

function numbersOf(tally: Tally, elapsedMs: number): object {
  const vendors = tally.progress();
  const total = (key: 'total' | 'done' | 'failed') => vendors.reduce((sum, vendor) => sum + vendor[key], 0);
  const left = overallSecondsLeft(vendors);
  return {
    elapsedMs: Math.round(elapsedMs),
    total: total('total'),
    done: total('done'),
    failed: total('failed'),
    secondsLeft: wholeSeconds(left),
    vendors: vendors.map((vendor) => ({ ...vendor, secondsLeft: wholeSeconds(vendor.secondsLeft) })),
  };
}

function wholeSeconds(seconds: number | null): number | null {
  return seconds === null ? null : Math.ceil(seconds);
}

function rounded(efficiency: VendorEfficiency): object {
  return {
    ...efficiency,
    floorMs: Math.round(efficiency.floorMs),
    wallMs: Math.round(efficiency.wallMs),
    efficiency: Math.round(efficiency.efficiency * 1000) / 1000,
  };
}
