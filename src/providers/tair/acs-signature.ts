import { createHmac } from 'node:crypto';
import type { OutgoingRequest } from '../../http/http-client.ts';
import { sha256 } from '../../model/digest.ts';
import type { AccessKey } from './access-key.ts';

/** Which action of which API version is called. */
export interface Operation {
  readonly action: string;
  readonly version: string;
}

/** What is fresh in every attempt: a nonce that comes back is refused. */
export interface Freshness {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly nonce: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/**
 * Headers of one attempt under ACS3-HMAC-SHA256 (Alibaba Cloud, "V3 request structure and signature"). Signed are
 * host, content-type where sent, and all headers that begin with x-acs-.
 */
export function acsSignatureHeaders(
  request: OutgoingRequest,
  { action, version }: Operation,
  key: AccessKey,
  { now, nonce }: Freshness,
): Record<string, string> {
  const payload = sha256(request.body);
  const added: Record<string, string> = {
    'x-acs-action': action,
    'x-acs-content-sha256': payload,
    'x-acs-date': utcSeconds(now),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
    ...(key.securityToken === undefined ? {} : { 'x-acs-security-token': key.securityToken }),
  };
  const signed = signedHeaders(request, added);
  const names = [...signed.keys()].sort();
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery([...request.url.searchParams]),
    names.map((name) => `${name}:${signed.get(name)}\n`).join(''),
    names.join(';'),
    payload,
  ].join('\n');
  const signature = createHmac('sha256', key.secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  return {
    ...added,
    authorization: `${ALGORITHM} Credential=${key.id},SignedHeaders=${names.join(';')},Signature=${signature}`,
  };
}

/** `yyyy-MM-ddTHH:mm:ssZ`: with milliseconds the vendor calls a time malformed. */
export function utcSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Names and values in RFC 3986 encoding, sorted, the same way on the wire and in the signature. */
export function encodeQuery(parameters: Readonly<Record<string, string>>): string {
  return canonicalQuery(Object.entries(parameters));
}

function signedHeaders(request: OutgoingRequest, added: Readonly<Record<string, string>>): Map<string, string> {
  const sent = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const own = sent.filter(([name]) => name === 'content-type' || name.startsWith('x-acs-'));
  const all = [...own, ...Object.entries(added), ['host', request.url.host] as const];
  return new Map(all.map(([name, value]) => [name, value.trim()]));
}

function canonicalQuery(query: readonly (readonly [string, string])[]): string {
  const pairs = query.map(([name, value]) => [encode(name), encode(value)] as const);
  // By name, not by `name=value`: `=` sorts after digits, `-` and `.`, which would put Tag.10 before Tag.1.
  const sorted = pairs.sort(([left, first], [right, second]) =>
    left === right ? compare(first, second) : compare(left, right),
  );
  return sorted.map((pair) => pair.join('=')).join('&');
}

/** By code point; localeCompare would follow the machine's language. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
