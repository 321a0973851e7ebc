/** Facts about a span or a measurement. Nothing secret, no header, no content of a record. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** As OTLP/JSON writes them. */
export function encodeAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: encoded(value) }));
}

function encoded(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  // 64-bit integers are strings in OTLP/JSON.
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Nanoseconds as OTLP/JSON writes them, from milliseconds with fractions. */
export function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}
