import { isUtf8 } from 'node:buffer';
import { ProviderError } from '../providers/provider-error.ts';
import type { HttpResponse } from './http-client.ts';

/** One for all: making one takes longer than most answers take to decode. */
const decoder = new TextDecoder();

export function createResponse(
  source: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
): HttpResponse {
  const text = decoder.decode(bytes);
  return { status, headers, source, text, json: () => parse(source, status, headers['content-type'], bytes, text) };
}

/** `GET https://host/path`: the query is left out, since vendors sign requests in it. */
export function sourceOf(method: string, origin: string, { pathname }: URL): string {
  return `${method} ${origin}${pathname}`;
}

function parse(source: string, status: number, type: string | undefined, bytes: Buffer, text: string): unknown {
  let value: unknown;
  try {
    // Bytes that are no UTF-8 were replaced in `text`: a live value must not be made up from that.
    if (isUtf8(bytes)) value = JSON.parse(text);
  } catch {
    // The parser's message quotes the body, which may hold secrets.
  }
  if (value !== undefined) {
    if (namesWritten(text) === membersOf(value)) return value;
    throw new ProviderError(`${source} answered ${status} with JSON in which an object has two members of one name`, {
      code: 'AF304',
      trouble: 'refused',
      status,
    });
  }
  throw new ProviderError(`${source} answered ${status} with something that is not JSON (${named(type)})`, {
    code: 'AF304',
    trouble: 'refused',
    status,
    fix: 'Check that the endpoint is the vendor’s API and not a proxy or login page in front of it.',
  });
}

const [TAB, LINE_FEED, RETURN, BLANK, COLON, BACKSLASH] = [0x09, 0x0a, 0x0d, 0x20, 0x3a, 0x5c] as const;

/** How many member names a text of valid JSON has: strings before a colon. */
function namesWritten(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    do at = text.indexOf('"', at + 1);
    while (isEscaped(text, at));
    let after = at + 1;
    while (isBlank(text.charCodeAt(after))) after++;
    if (text.charCodeAt(after) === COLON) count++;
  }
  return count;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}

function isBlank(code: number): boolean {
  return code === BLANK || code === LINE_FEED || code === RETURN || code === TAB;
}

/** Of two members of one name the parser keeps the last: then fewer are left than were written. */
function membersOf(value: unknown): number {
  const open: object[] = [];
  let count = 0;
  const meet = (item: unknown) => {
    if (typeof item === 'object' && item !== null) open.push(item);
  };
  meet(value);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) next.forEach(meet);
    else
      for (const name in next) {
        count++;
        meet((next as Readonly<Record<string, unknown>>)[name]);
      }
  }
  return count;
}

/** Header values come from the server: only what a media type may look like is shown. */
function named(type: string | undefined): string {
  const media = type?.split(';')[0]?.trim() ?? '';
  return /^[\w.+-]+\/[\w.+-]{1,80}$/.test(media) ? `content-type ${media}` : 'no usable content-type';
}
