const FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * What time it is for whoever gave the answer, since times of day that it tells are by that clock: its own `Date`, where
 * that is usable, else ours. `Date` has lost its fraction, so it may be up to a second later there, and waits come out so
 * much longer rather than shorter. Where our clock shows that very second, both agree as far as can be told, and ours is finer.
 */
export function vendorTime(headers: Readonly<Record<string, string>>, now: number): number {
  const { date } = headers;
  const told = date !== undefined && FIXDATE.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(told)) return now;
  return now >= told && now < told + 1000 ? now : told;
}
