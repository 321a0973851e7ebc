import { malformedRequest } from './api-fault.ts';

export type QueryPair = readonly [name: string, value: string];

function decode(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw malformedRequest('The query string is not valid percent-encoded UTF-8.');
  }
}

/** Pairs of a raw query, in the order sent. */
export function queryPairs(rawQuery: string): QueryPair[] {
  return rawQuery
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
    });
}

/** RFC 3986: only letters, digits and `-_.~` stay as they are. */
export function percentEncode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
