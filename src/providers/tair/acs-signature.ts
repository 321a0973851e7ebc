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
 * host, content-type where sent, and all headers that begin with x-acs-; and the query as it stands in the URL, which is
 * as `encodeQuery` writes it.
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
  };
  if (key.securityToken !== undefined) added['x-acs-security-token'] = key.securityToken;
  const signed = signedHeaders(request, added);
  const names = Object.keys(signed).sort();
  const list = names.join(';');
  let lines = '';
  for (const name of names) lines += `${name}:${signed[name]!.trim()}\n`;
  const { pathname, search } = request.url;
  const canonical = `${request.method}\n${pathname}\n${search.slice(1)}\n${lines}\n${list}\n${payload}`;
  const signature = createHmac('sha256', key.secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  added.authorization = `${ALGORITHM} Credential=${key.id},SignedHeaders=${list},Signature=${signature}`;
  return added;
}

/** `yyyy-MM-ddTHH:mm:ssZ`: with milliseconds the vendor calls a time malformed. */
export function utcSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/**
 * Names and values in RFC 3986 encoding, sorted, the same way on the wire and in the signature. Sorted by name, not by
 * `name=value`: `=` sorts after digits, `-` and `.`, which would put Tag.10 before Tag.1.
 */
export function encodeQuery(parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => [encode(name), encode(value)] as const);
  return pairs
    .sort(([left], [right]) => compare(left, right))
    .map((pair) => pair.join('='))
    .join('&');
}

function signedHeaders({ headers, url }: OutgoingRequest, added: Readonly<Record<string, string>>) {
  const signed: Record<string, string> = { ...added, host: url.host };
  for (const sent of Object.keys(headers)) {
    const name = sent.toLowerCase();
    if (name === 'content-type' || (name.startsWith('x-acs-') && added[name] === undefined))
      signed[name] = headers[sent]!;
  }
  return signed;
}

/** By code point; localeCompare would follow the machine's language. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
