const SECONDS = [
  [86_400, 'day', 'days'],
  [3_600, 'hour', 'hours'],
  [60, 'minute', 'minutes'],
  [1, 'second', 'seconds'],
] as const;
const BYTES = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A number with its unit as a person says it: 7776000 seconds are `90 days`, 20971520 bytes `20 MiB`. */
export function quantity(amount: number, unit: string): string {
  if (unit === 'seconds' && Number.isInteger(amount) && amount >= 60) return duration(amount);
  if (unit === 'bytes' && amount >= 1_024) return size(amount);
  return withUnit(amount, unit);
}

/** As the vendor counts: `1 day`, `2 days`. */
export function withUnit(amount: number, unit: string): string {
  return `${amount} ${amount === 1 ? unit.replace(/s$/, '') : unit}`;
}

function duration(amount: number): string {
  const parts: string[] = [];
  let left = amount;
  for (const [length, one, many] of SECONDS) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count} ${count === 1 ? one : many}`);
  }
  return parts.join(' ');
}

function size(amount: number): string {
  let step = 0;
  let left = amount;
  while (left >= 1_024 && step < BYTES.length - 1) {
    left /= 1_024;
    step += 1;
  }
  const rounded = Math.round(left * 10) / 10;
  return `${rounded === left ? '' : 'about '}${rounded} ${BYTES[step]}`;
}
