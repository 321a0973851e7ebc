import { UNPRINTABLE } from '../model/unprintable.ts';

/** Text as a terminal may safely show it: control characters and bidirectional overrides become visible escapes. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (char) => {
    const hex = char.codePointAt(0)!.toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
  });
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text.replaceAll(/[\r\n\t]+/g, ' '));
}

/** At most so many characters, never half of one; what is missing is said. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;
}
