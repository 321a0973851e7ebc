/** `2026-01-02T03:04:05+0000`: the service shows times so, in UTC. */
export function zonedTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}+0000`;
}

/** A real moment with a zone such as `+0800`, or null. Whether a literal Z passes is undocumented. */
export function parseZonedTime(value: string, acceptsZ: boolean): number | null {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:([+-])(\d\d)(\d\d)|Z)$/.exec(value);
  if (parts === null) return null;
  const [, wall = '', sign, hours = '0', minutes = '0'] = parts;
  if (sign === undefined && !acceptsZ) return null;
  const time = Date.parse(`${wall}Z`);
  // Date.parse rolls 30 February over; the round trip does not.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== wall) return null;
  if (Number(hours) > 14 || Number(minutes) > 59) return null;
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? time + shift : time - shift;
}
