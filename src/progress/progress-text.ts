import type { Palette } from '../render/palette.ts';
import { spokenDuration } from './spoken-duration.ts';
import type { VendorEfficiency } from './efficiency.ts';
import { SILENT_SECONDS, type VendorProgress } from './vendor-progress.ts';

/** Work of one command: `plan` of so many `targets`. */
export interface Task {
  readonly command: string;
  readonly unit: 'targets' | 'operations';
}

/** The block that is drawn again and again on a terminal: a line for all, and one for each vendor. */
export function blockLines(task: Task, vendors: readonly VendorProgress[], palette: Palette): string[] {
  const name = widest(vendors.map(({ vendor }) => vendor));
  const counts = vendors.map(({ done, total }) => `${done}/${total}`);
  const rows = vendors.map((each, index) => {
    const failed = each.failed > 0 ? `, ${palette.red(`${each.failed} failed`)}` : '';
    const done = `${counts[index]!.padStart(widest(counts))} done${failed}`;
    return `  ${each.vendor.padEnd(name)}  ${done}, ${callsText(each)}${leftText(each.secondsLeft)}`;
  });
  return [palette.bold(headline(task, vendors)), ...rows];
}

/** The same as one line, for logs. */
export function progressLine(task: Task, vendors: readonly VendorProgress[]): string {
  const busy = vendors.filter(({ done, failed, total }) => done + failed < total);
  const each = busy.map(
    (vendor) => `${vendor.vendor} ${vendor.done + vendor.failed}/${vendor.total}, ${callsText(vendor)}`,
  );
  const failed = sum(vendors, 'failed');
  return `${headline(task, vendors)}${failed > 0 ? `, ${failed} failed` : ''}${each.length > 0 ? ` (${each.join('; ')})` : ''}`;
}

export function closingLine(task: Task, vendors: readonly VendorProgress[], elapsedMs: number): string {
  const failed = sum(vendors, 'failed');
  const throttled = sum(vendors, 'throttled');
  const parts = [
    `${task.command}: ${sum(vendors, 'done') + failed} of ${sum(vendors, 'total')} ${task.unit} in ${spokenDuration(elapsedMs / 1000)}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${sum(vendors, 'calls')} calls`,
    ...(throttled > 0 ? [`${throttled} throttled`] : []),
  ];
  return parts.join(', ');
}

export function efficiencyLine({ vendor, calls, floorMs, wallMs, efficiency }: VendorEfficiency): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const percent = Math.round(efficiency * 100);
  return `${vendor}: ${calls} calls, at least ${seconds(floorMs)} by the rate limit, took ${seconds(wallMs)}: efficiency ${percent} %`;
}

/** Of all vendors together: they work side by side, so the slowest decides. */
export function overallSecondsLeft(vendors: readonly VendorProgress[]): number | null {
  if (vendors.some(isSilent)) return null;
  const known = vendors.flatMap(({ secondsLeft }) => (secondsLeft === null ? [] : [secondsLeft]));
  return known.length === 0 ? null : Math.max(...known);
}

function headline(task: Task, vendors: readonly VendorProgress[]): string {
  const finished = sum(vendors, 'done') + sum(vendors, 'failed');
  return `${task.command}: ${finished} of ${sum(vendors, 'total')} ${task.unit}${leftText(overallSecondsLeft(vendors))}`;
}

function callsText(vendor: VendorProgress): string {
  const silence = isSilent(vendor) ? `, no answer for ${spokenDuration(vendor.silentSeconds)}` : '';
  const hold = vendor.heldSeconds > 0 ? ` as the vendor asks, ${spokenDuration(vendor.heldSeconds)} more` : '';
  return `${vendor.inFlight} in flight${silence}, ${vendor.waiting} waiting${hold}`;
}

function isSilent({ silentSeconds }: VendorProgress): boolean {
  return silentSeconds >= SILENT_SECONDS;
}

function leftText(secondsLeft: number | null): string {
  return secondsLeft === null || secondsLeft <= 0 ? '' : `, about ${spokenDuration(secondsLeft)} left`;
}

function sum(vendors: readonly VendorProgress[], key: 'done' | 'failed' | 'total' | 'calls' | 'throttled'): number {
  return vendors.reduce((total, vendor) => total + vendor[key], 0);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
