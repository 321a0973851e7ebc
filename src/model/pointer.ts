import { type Json, member } from './json.ts';

/** RFC 6901 text; the empty string is the whole document. */
export type JsonPointer = string;

export function pointer(...tokens: readonly (string | number)[]): JsonPointer {
  let text = '';
  for (const token of tokens) text += `/${escaped(String(token))}`;
  return text;
}

/** Every member of every target passes here, and hardly any name needs it. */
function escaped(token: string): string {
  return /[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

export function tokens(path: JsonPointer): string[] {
  if (path === '') return [];
  const found = path.slice(1).split('/');
  return path.includes('~') ? found.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')) : found;
}

/** True when `path` is `ancestor` or lies below it. */
export function isWithin(path: JsonPointer, ancestor: JsonPointer): boolean {
  return path === ancestor || path.startsWith(`${ancestor}/`);
}

/** The value at `path`, or undefined where there is none. */
export function at(value: Json | undefined, path: JsonPointer): Json | undefined {
  let here = value;
  for (const token of tokens(path)) {
    here = Array.isArray(here) ? here[Number(token)] : member(here, token);
    if (here === undefined) return undefined;
  }
  return here;
}
