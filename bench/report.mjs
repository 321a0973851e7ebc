import { cpus, loadavg } from 'node:os';

const COLUMNS = ['figure', 'ours', 'floor', 'ratio', 'spread', 'bar', '', 'remark'];

/** The figures as a table for people. */
export function table(lines) {
  const rows = lines.map((line) => [
    line.figure,
    quantity(line.ours, line.unit),
    quantity(line.floor, line.unit),
    line.ratio === undefined ? '' : line.ratio.toFixed(2),
    line.runs === undefined || line.runs < 2 ? '' : `${line.low.toFixed(2)}–${line.high.toFixed(2)} of ${line.runs}`,
    line.value === undefined ? line.bar.toFixed(2) : `${line.bar} ${line.unit}`,
    isMet(line) ? 'met' : 'MISSED',
    line.note,
  ]);
  const widths = COLUMNS.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at].length)));
  const text = (row) =>
    row.map((cell, at) => (at === 0 || at > 5 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])));
  return [COLUMNS, ...rows].map((row) => text(row).join('  ').trimEnd()).join('\n');
}

/** The same for programs, with what it was measured on. */
export function record(lines, { seconds, quick }) {
  return {
    format: 'auditform.bench/1',
    at: new Date().toISOString(),
    seconds: Math.round(seconds),
    quick,
    machine: { node: process.version, cores: cpus().length, model: cpus()[0]?.model ?? '', load: loadavg()[0] },
    figures: lines.map((line) => ({ ...line, met: isMet(line) })),
  };
}

export function isMet({ value, ratio, bar }) {
  return (value ?? ratio) <= bar;
}

function quantity(value, unit) {
  if (unit === 'KiB') return `${value.toFixed(1)} KiB`;
  return value < 10
    ? `${value.toFixed(3)} ms`
    : value < 1000
      ? `${value.toFixed(0)} ms`
      : `${(value / 1000).toFixed(2)} s`;
}
