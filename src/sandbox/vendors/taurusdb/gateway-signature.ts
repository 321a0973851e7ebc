import { createHash, createHmac } from 'node:crypto';

/** What of a request takes part in its signature. */
export interface SignedMessage {
  readonly method: string;
  /** As sent. */
  readonly path: string;
  /** As sent. */
  readonly rawQuery: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Six parts, as the API request signing guide defines them. */
export function canonicalRequest(message: SignedMessage, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${(headerOf(message, name) ?? '').trim()}\n`);
  return [
    message.method,
    canonicalPath(message.path),
    canonicalQuery(message.rawQuery),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash(message),
  ].join('\n');
}

/** A client may name any header as signed, `constructor` too. */
export function headerOf({ headers }: Pick<SignedMessage, 'headers'>, name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}

/** Hex HMAC of date and canonical request; the secret key itself is the HMAC key. */
export function gatewaySignature(secretKey: string, date: string, canonical: string): string {
  const toSign = ['SDK-HMAC-SHA256', date, sha256(Buffer.from(canonical))].join('\n');
  return createHmac('sha256', secretKey).update(toSign).digest('hex');
}

/** Ends in a slash here, whether or not the path on the wire does. */
function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((segment) => encode(decoded(segment)))
    .join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

/** Sorted by name, then by value, before encoding. */
function canonicalQuery(rawQuery: string): string {
  return [...new URLSearchParams(rawQuery)]
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

/** A hash in X-Sdk-Content-Sha256 must be that of the body; the word UNSIGNED-PAYLOAD stands for itself. */
function payloadHash({ headers, body }: SignedMessage): string {
  return headers['x-sdk-content-sha256'] === 'UNSIGNED-PAYLOAD' ? 'UNSIGNED-PAYLOAD' : sha256(body);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** RFC 3986: all but letters, digits and `-._~`. Lone surrogates cannot be encoded and become U+FFFD. */
function encode(value: string): string {
  return encodeURIComponent(Buffer.from(value).toString()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
