import { createHash, createHmac } from 'node:crypto';
import { percentEncode, type QueryPair } from './query-pairs.ts';

export const ACS_ALGORITHM = 'ACS3-HMAC-SHA256';

/** What signature method V3 covers. */
export interface SignedMessage {
  readonly method: string;
  readonly path: string;
  readonly query: readonly QueryPair[];
  /** Names in lower case. Headers outside the signed set are ignored. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** UTF-8 bytes sort as code points do; JavaScript's own order differs above U+FFFF. */
function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** V3 request structure page: all `x-acs-` headers, `host`, and `content-type` when sent; sorted. */
export function signedHeaderNames(headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type')
    .sort(byCodePoint);
}

function canonicalQuery(query: readonly QueryPair[]): string {
  return [...query]
    .sort((left, right) => byCodePoint(left[0], right[0]) || byCodePoint(left[1], right[1]))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

export function canonicalRequest(message: SignedMessage): string {
  const names = signedHeaderNames(message.headers);
  const headerLines = names.map((name) => `${name}:${(message.headers[name] ?? '').trim()}\n`).join('');
  return [
    message.method,
    message.path,
    canonicalQuery(message.query),
    headerLines,
    names.join(';'),
    sha256Hex(message.body),
  ].join('\n');
}

export function stringToSign(message: SignedMessage): string {
  return `${ACS_ALGORITHM}\n${sha256Hex(canonicalRequest(message))}`;
}

export function acsSignature(secret: string, toSign: string): string {
  return createHmac('sha256', secret).update(toSign).digest('hex');
}
