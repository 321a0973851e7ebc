const UTC_SECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Milliseconds of a `yyyy-MM-ddTHH:mm:ssZ` time, or null. Fractions of a second and impossible days are not of the form. */
export function parseUtcTime(value: string): number | null {
  if (!UTC_SECONDS.test(value)) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) || formatUtcTime(time) !== value ? null : time;
}

export function formatUtcTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
