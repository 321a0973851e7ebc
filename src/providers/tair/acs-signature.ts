import { createHash, createHmac } from 'node:crypto';
import type { OutgoingRequest } from '../../http/http-client.ts';

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
}

/** What is fresh in every attempt: a nonce that comes back is refused. */
export interface Freshness {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly nonce: string;
}

const VERSION = '2015-01-01';

/**
 * Headers of one attempt under ACS3-HMAC-SHA256 (Alibaba Cloud, "V3 request structure and signature"). Signed are
 * host, content-type where sent, and all headers that begin with x-acs-.
 */
export function acsSignatureHeaders(request: OutgoingRequest, action: string, key: AccessKey, { now, nonce }: Freshness): Record<string, string> {
  const payload = sha256(request.body);
  const added: Record<string, string> = {
    'x-acs-action': action,
    'x-acs-content-sha256': payload,
    'x-acs-date': utcSeconds(now),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': VERSION,
  };
  if (key.securityToken !== undefined) added['x-acs-security-token'] = key.securityToken;
  const own = Object.entries(request.headers).filter(([name]) => name === 'content-type' || name.startsWith('x-acs-'));
  const signed = new Map([...own, ...Object.entries(added), ['host', request.url.host] as const].map(([name, value]) => [name, value.trim()]));
  const names = [...signed.keys()].sort();
  const canonical = [request.method, request.url.pathname, canonicalQuery(request.url.searchParams), names.map((name) => `${name}:${signed.get(name)}\n`).join(''), names.join(';'), payload].join('\n');
  const signature = createHmac('sha256', key.secret).update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`).digest('hex');
  return { ...added, authorization: `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(';')},Signature=${signature}` };
}

/** `yyyy-MM-ddTHH:mm:ssZ`: with milliseconds the vendor calls a time malformed. */
export function utcSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Names and values in RFC 3986 encoding, as they also go on the wire. */
export function encodeQuery(parameters: Readonly<Record<string, string>>): string {
  return Object.keys(parameters).sort().map((name) => `${encode(name)}=${encode(parameters[name]!)}`).join('&');
}

function canonicalQuery(query: URLSearchParams): string {
  return encodeQuery(Object.fromEntries(query));
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
