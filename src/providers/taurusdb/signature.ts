import { createHash, createHmac } from 'node:crypto';
import type { OutgoingRequest } from '../../http/http-client.ts';

export interface SigningKey {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
}

/**
 * Headers of one attempt under SDK-HMAC-SHA256 (API Gateway signing guide). The date is inside, so every attempt is
 * signed anew. Signed are host, the request's own headers, x-project-id and, for temporary keys, x-security-token.
 */
export function signatureHeaders(
  request: OutgoingRequest,
  key: SigningKey,
  projectId: string,
  now: number,
): Record<string, string> {
  const date = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const added: Record<string, string> = { 'x-sdk-date': date, 'x-project-id': projectId };
  if (key.securityToken !== undefined) added['x-security-token'] = key.securityToken;
  const own = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  const signed = new Map([...own, ...Object.entries(added), ['host', request.url.host] as const]);
  const names = [...signed.keys()].sort();
  const canonical = [
    request.method,
    canonicalPath(request.url.pathname),
    canonicalQuery(request.url.searchParams),
    names.map((name) => `${name}:${signed.get(name)}\n`).join(''),
    names.join(';'),
    sha256(request.body),
  ].join('\n');
  const signature = createHmac('sha256', key.secretKey)
    .update(`SDK-HMAC-SHA256\n${date}\n${sha256(canonical)}`)
    .digest('hex');
  return {
    ...added,
    authorization: `SDK-HMAC-SHA256 Access=${key.accessKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

/** A slash ends the path here, though not on the wire. */
function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/');
  return encoded.endsWith('/') ? encoded : `${encoded}/`;
}

function canonicalQuery(query: URLSearchParams): string {
  const pairs = [...query].map(([name, value]) => [encode(name), encode(value)] as const);
  const sorted = pairs.sort(([left, one], [right, two]) =>
    left === right ? (one < two ? -1 : 1) : left < right ? -1 : 1,
  );
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}

/** RFC 3986: only unreserved characters stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
