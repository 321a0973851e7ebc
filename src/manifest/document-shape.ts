/** A scalar that means the same wherever it stands, and where it stands; or the comments before a document, as null. */
export interface SimpleScalar {
  readonly start: number;
  readonly end: number;
  readonly value: string | number | boolean | null;
}

/** A document's text with a mark of its sort in the place of each simple scalar, and what stood there. */
export interface DocumentShape {
  readonly shape: string;
  readonly scalars: readonly SimpleScalar[];
}

/**
 * Sorts of scalars of which one can take another's place without anything else being read differently: they hold no
 * line break, escape or indicator that counts where it stands, and all of a sort resolve alike. Whatever might resolve
 * otherwise is none: null in any spelling, True, signed and long numbers, fractions, exponents, 0x and 0o.
 * Source: https://yaml.org/spec/1.2.2/#733-plain-style, https://yaml.org/spec/1.2.2/#103-core-schema
 */
const BOOLEAN = 'true|false';
const INTEGER = '0|[1-9][0-9]{0,14}';
const WORDS =
  '(?!(?:[Nn]ull|NULL|[Tt]rue|TRUE|[Ff]alse|FALSE)(?![\\w-]))[A-Za-z_](?:[\\w./@:-]*[\\w/])?(?: \\w(?:[\\w./@:-]*[\\w/])?)*';
/**
 * Begins with a digit, and has a letter that makes it no number. What may come before that letter does not hold it, or
 * matching would take the square of the length.
 */
const CODE = '(?!0[xo])[0-9][0-9Ee-]*[A-DF-Za-df-z_](?:[\\w-]*\\w)?';
const QUOTED = '"[ !#-[\\]-~]*"|\'[ -&(-~]*\'';

/** It follows an indicator, and a comment follows, or the end of the line, or what ends it within brackets. */
const SIMPLE_SCALAR = new RegExp(
  `((?:[:,-] |[[{,]) *)(?:(${BOOLEAN})|(${INTEGER})|(${WORDS}|${CODE})|(${QUOTED}))(?= *(?:\\r?\\n|$|[,\\]}]| #))`,
  'g',
);
/** Before anything is open that a comment might belong to. */
const FIRST_COMMENTS = /^(?:--- *\r?\n)?((?: *(?:#[^\r\n]*)?\r?\n)*)/;
const MARK = { boolean: '\u0001', integer: '\u0002', words: '\u0003', quoted: '\u0004', comments: '\u0005' } as const;
/** Directives may change how scalars are resolved. */
const SHAPELESS = /[\u0001-\u0005]|(?:^|\n)%/;

/** Null for a text that holds such marks itself, or directives. */
export function shapeOf(text: string): DocumentShape | null {
  if (SHAPELESS.test(text)) return null;
  const [head, comments] = FIRST_COMMENTS.exec(text)!;
  const afterMarker = head.length - comments!.length;
  const scalars: SimpleScalar[] = [{ start: afterMarker, end: head.length, value: null }];
  let shape = text.slice(0, afterMarker) + MARK.comments;
  let last = head.length;
  SIMPLE_SCALAR.lastIndex = last;
  for (let match = SIMPLE_SCALAR.exec(text); match !== null; match = SIMPLE_SCALAR.exec(text)) {
    const [whole, before, truth, integer, words, quoted] = match;
    const [start, end] = [match.index + before!.length, match.index + whole.length];
    shape += text.slice(last, start);
    last = end;
    if (words !== undefined) {
      shape += MARK.words;
      scalars.push({ start, end, value: words });
    } else if (quoted !== undefined) {
      shape += quoted[0] + MARK.quoted;
      scalars.push({ start, end, value: quoted.slice(1, -1) });
    } else if (integer !== undefined) {
      shape += MARK.integer;
      scalars.push({ start, end, value: Number(integer) });
    } else {
      shape += MARK.boolean;
      scalars.push({ start, end, value: truth === 'true' });
    }
  }
  return { shape: shape + text.slice(last), scalars };
}
