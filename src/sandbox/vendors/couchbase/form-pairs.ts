import type { SimulatedRequest } from '../../simulator.ts';

export type FormPairs = readonly (readonly [key: string, value: string])[];

/** The body's fields; with another content type the server sees none (mochiweb parse_post). */
export function bodyPairs(request: SimulatedRequest): FormPairs {
  const type = request.headers['content-type'] ?? '';
  return type.startsWith('application/x-www-form-urlencoded') ? formPairs(request.body.toString('utf8')) : [];
}

/** `&` and `;` both part pairs, `+` is a blank (mochiweb parse_qs). */
export function formPairs(text: string): FormPairs {
  const pieces = text.split(/[&;]/);
  if (pieces.at(-1) === '') pieces.pop();
  return pieces.map((piece) => {
    const at = piece.indexOf('=');
    return at < 0 ? [unquote(piece), ''] : [unquote(piece.slice(0, at)), unquote(piece.slice(at + 1))];
  });
}

export function firstValue(pairs: FormPairs, key: string): string | null {
  return pairs.find(([name]) => name === key)?.[1] ?? null;
}

function unquote(text: string): string {
  return unquoteBytes(text.replaceAll('+', ' '));
}

/** Byte by byte and lenient: a `%` without two hex digits stays as it is (mochiweb unquote). */
export function unquoteBytes(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const plain = bytes.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1').toString('utf8');
}
