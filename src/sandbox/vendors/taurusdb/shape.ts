/** Checks a value against a form; throws a TypeError that names the place. */
export type Shape = (value: unknown, place: string) => void;

function wrong(place: string, expected: string): never {
  throw new TypeError(`TaurusDB state: ${place} must be ${expected}`);
}

export const text: Shape = (value, place) => {
  if (typeof value !== 'string') wrong(place, 'a string');
};

export const name: Shape = (value, place) => {
  if (typeof value !== 'string' || value === '') wrong(place, 'a non-empty string');
};

export function matching(pattern: RegExp, expected: string): Shape {
  return (value, place) => {
    if (typeof value !== 'string' || !pattern.test(value)) wrong(place, expected);
  };
}

export const flag: Shape = (value, place) => {
  if (typeof value !== 'boolean') wrong(place, 'a boolean');
};

export function integer(lowest: number, highest: number): Shape {
  return (value, place) => {
    if (!Number.isInteger(value) || (value as number) < lowest || (value as number) > highest) {
      wrong(place, `an integer from ${lowest} to ${highest}`);
    }
  };
}

/** Beyond this, Date cannot show the time. */
const LAST_MOMENT = 8_640_000_000_000_000;
export const moment: Shape = integer(-LAST_MOMENT, LAST_MOMENT);

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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function mapOf(shape: Shape): Shape {
  return (value, place) => {
    if (!isObject(value)) wrong(place, 'an object');
    for (const [key, item] of Object.entries(value)) shape(item, `${place}.${key}`);
  };
}

/** Exactly these members: a misspelt quirk must not pass in silence. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  return (value, place) => {
    if (!isObject(value)) wrong(place, 'an object');
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(members, key)) wrong(`${place}.${key}`, 'absent: no such member');
    }
    for (const [key, shape] of Object.entries(members)) shape(value[key], `${place}.${key}`);
  };
}
