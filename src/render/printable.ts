/** What shows nothing, reorders what stands beside it, or steers a terminal; halves of a character, and what is none. */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

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
