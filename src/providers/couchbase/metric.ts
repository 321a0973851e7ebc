/** Every value of a metric in Prometheus text, one for each label set. Timestamps are ignored; empty when it is not there. */
export function metricValues(text: string, name: string): number[] {
  return text.split('\n').flatMap((row) => {
    const after = row.startsWith(name) ? row.slice(name.length) : '';
    const found = /^(?:\{.*\})?\s+(\S+)(?:\s+-?\d+)?\s*$/.exec(after);
    const value = found === null ? Number.NaN : Number(found[1]);
    return Number.isNaN(value) ? [] : [value];
  });
}
