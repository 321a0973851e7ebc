import { createHmac } from 'node:crypto';
import type { OutgoingRequest } from '../../http/http-client.ts';
import { sha256 } from '../../model/digest.ts';

export interface SigningKey {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Of temporary keys, which are refused without it. */
  readonly securityToken?: string;
}

/**
 * Headers of one attempt under SDK-HMAC-SHA256 (https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-0001.html).
 * The date is inside, so every attempt is signed anew. `projectId` settles which project a user means; null leaves it out.
 */
export function signatureHeaders(
  request: OutgoingRequest,
  key: SigningKey,
  projectId: string | null,
  now: number,
): Record<string, string> {
  const date = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const added: Record<string, string> = { 'x-sdk-date': date };
  if (projectId !== null) added['x-project-id'] = projectId;
  if (key.securityToken !== undefined) added['x-security-token'] = key.securityToken;
  const signed = new Map([...signedHeaders(request), ...Object.entries(added), ['host', request.url.host]]);
  const names = [...signed.keys()].sort();
  const canonical = [
    request.method,
    canonicalPath(request.url.pathname),
    request.url.search === '' ? '' : canonicalQuery(request.url.searchParams),
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

/** What proxies on the way may rewrite (user-agent, accept-encoding) stays out, or the signature would break there. */
function signedHeaders({ headers }: OutgoingRequest): (readonly [string, string])[] {
  return Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => name === 'content-type' || name.startsWith('x-'));
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
