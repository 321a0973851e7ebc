/** Checks a value against a form; throws a TypeError that names the place. */
export type Shape = (value: unknown, place: string) => void;

function wrong(place: string, expected: string): never {
  throw new TypeError(`DB Audit state: ${place} must be ${expected}`);
}

export const text: Shape = (value, place) => {
  if (typeof value !== 'string') wrong(place, 'a string');
};

export const word: Shape = (value, place) => {
  if (typeof value !== 'string' || value === '') wrong(place, 'a non-empty string');
};

export const flag: Shape = (value, place) => {
  if (typeof value !== 'boolean') wrong(place, 'a boolean');
};

export const quantity: Shape = (value, place) => {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) wrong(place, 'a number, 0 or more');
};

export function integer(lowest: number, highest: number): Shape {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < lowest || value > highest) {
      wrong(place, `an integer from ${lowest} to ${highest}`);
    }
  };
}

/** With room on either side for sums with durations before Date gives up. */
export const moment: Shape = integer(-Date.UTC(9999, 0), Date.UTC(9999, 0));

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

export function listOf(shape: Shape): Shape {
  return (value, place) => {
    if (!Array.isArray(value)) wrong(place, 'an array');
    value.forEach((item, index) => {
      shape(item, `${place}[${index}]`);
    });
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** These members, and further ones only where `rest` says what they must be: a misspelt quirk must not pass. */
export function object(members: Readonly<Record<string, Shape>>, rest?: Shape): Shape {
  return (value, place) => {
    if (!isObject(value)) wrong(place, 'an object');
    for (const [key, item] of Object.entries(value)) {
      if (Object.hasOwn(members, key)) continue;
      if (rest === undefined) wrong(`${place}.${key}`, 'absent: no such member');
      rest(item, `${place}.${key}`);
    }
    for (const [key, shape] of Object.entries(members)) shape(value[key], `${place}.${key}`);
  };
}
