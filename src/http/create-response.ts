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
  try {
    // Bytes that are no UTF-8 were replaced in `text`: a live value must not be made up from that.
    if (isUtf8(bytes)) return JSON.parse(text);
  } catch {
    // The parser's message quotes the body, which may hold secrets.
  }
  throw new ProviderError(`${source} answered ${status} with something that is not JSON (${named(type)})`, {
    code: 'AF304',
    trouble: 'refused',
    status,
    fix: 'Check that the endpoint is the vendor’s API and not a proxy or login page in front of it.',
  });
}

/** Header values come from the server: only what a media type may look like is shown. */
function named(type: string | undefined): string {
  const media = type?.split(';')[0]?.trim() ?? '';
  return /^[\w.+-]+\/[\w.+-]{1,80}$/.test(media) ? `content-type ${media}` : 'no usable content-type';
}
