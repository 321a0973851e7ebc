/** `YYYYMMDDTHHMMSSZ` of a real moment, or null. */
export function parseSdkDate(value: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Date.parse rolls 30 February over; the round trip does not.
  return Number.isNaN(time) || sdkDate(time) !== value ? null : time;
}

export function sdkDate(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
