/** Checks a value against a form; throws a TypeError that names the place. */
export type Shape = (value: unknown, place: string) => void;

export function wrong(place: string, expected: string): never {
  throw new TypeError(`Couchbase state: ${place} must be ${expected}`);
}

export const text: Shape = (value, place) => {
  if (typeof value !== 'string') wrong(place, 'a string');
};

export const flag: Shape = (value, place) => {
  if (typeof value !== 'boolean') wrong(place, 'a boolean');
};

export function integer(lowest: number, highest: number): Shape {
  return (value, place) => {
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest;
    if (!fits) wrong(place, `an integer from ${lowest} to ${highest}`);
  };
}

export const count = integer(0, Number.MAX_SAFE_INTEGER);

/** Beyond this, Date cannot show the time. */
const LAST_MOMENT = 8_640_000_000_000_000;
export const moment = integer(-LAST_MOMENT, LAST_MOMENT);

export function matching(form: RegExp): Shape {
  return (value, place) => {
    if (typeof value !== 'string' || !form.test(value)) wrong(place, `text of the form ${form}`);
  };
}

export function oneOf(...allowed: readonly (string | number)[]): Shape {
  return (value, place) => {
    if (!allowed.some((candidate) => candidate === value)) wrong(place, `one of ${JSON.stringify(allowed)}`);
  };
}

export function orNull(shape: Shape): Shape {
  return (value, place) => {
    if (value !== null) shape(value, place);
  };
}

export function listOf(shape: Shape, lowest = 0, highest = Number.POSITIVE_INFINITY): Shape {
  return (value, place) => {
    if (!Array.isArray(value)) wrong(place, 'an array');
    if (value.length < lowest || value.length > highest) wrong(place, `an array of ${lowest} to ${highest}`);
    for (const [index, item] of value.entries()) shape(item, `${place}[${index}]`);
  };
}

/** All members, and no others. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  return (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(place, 'an object');
    const given = new Map<string, unknown>(Object.entries(value));
    for (const [key, shape] of Object.entries(members)) shape(given.get(key), `${place}.${key}`);
    for (const key of given.keys()) if (!Object.hasOwn(members, key)) wrong(`${place}.${key}`, 'left out');
  };
}
