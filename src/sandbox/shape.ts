/** Checks a value against a form; throws a TypeError that names the place. For states that come from outside. */
export type Shape = (value: unknown, place: string) => void;

function wrong(place: string, expected: string): never {
  throw new TypeError(`${place} must be ${expected}`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const text: Shape = (value, place) => {
  if (typeof value !== 'string') wrong(place, 'a string');
};

export const name: Shape = (value, place) => {
  if (typeof value !== 'string' || value === '') wrong(place, 'a non-empty string');
};

export const flag: Shape = (value, place) => {
  if (typeof value !== 'boolean') wrong(place, 'a boolean');
};

export const amount: Shape = (value, place) => {
  if (typeof value !== 'number' || !(value >= 0) || value > Number.MAX_SAFE_INTEGER) wrong(place, 'a number from 0 up');
};

export function integer(lowest: number, highest = Number.MAX_SAFE_INTEGER): Shape {
  return (value, place) => {
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest;
    if (!fits) wrong(place, `an integer from ${lowest} to ${highest}`);
  };
}

/** Beyond this, Date cannot show the time. */
const LAST_MOMENT = 8_640_000_000_000_000;
export const moment: Shape = integer(-LAST_MOMENT, LAST_MOMENT);

export function matching(pattern: RegExp, expected: string): Shape {
  return (value, place) => {
    if (typeof value !== 'string' || !pattern.test(value)) wrong(place, expected);
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

export function optional(shape: Shape): Shape {
  return (value, place) => {
    if (value !== undefined) shape(value, place);
  };
}

export function listOf(shape: Shape, lowest = 0, highest = Number.POSITIVE_INFINITY): Shape {
  return (value, place) => {
    if (!Array.isArray(value)) wrong(place, 'an array');
    if (value.length < lowest || value.length > highest) wrong(place, `an array of ${lowest} to ${highest}`);
    for (const [index, item] of value.entries()) shape(item, `${place}[${index}]`);
  };
}

export function mapOf(shape: Shape): Shape {
  return object({}, shape);
}

/** These members, and further ones only where `rest` says what they must be: a misspelt quirk must not pass in silence. */
export function object(members: Readonly<Record<string, Shape>>, rest?: Shape): Shape {
  return (value, place) => {
    if (!isObject(value)) wrong(place, 'an object');
    for (const [key, item] of Object.entries(value)) {
      if (Object.hasOwn(members, key)) continue;
      if (rest === undefined) wrong(`${place}.${key}`, 'absent: no such member');
      rest(item, `${place}.${key}`);
    }
    for (const [key, shape] of Object.entries(members))
      shape(Object.hasOwn(value, key) ? value[key] : undefined, `${place}.${key}`);
  };
}
