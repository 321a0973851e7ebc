import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const KEY = 'LTAIloopback';
export const SECRET = 'CANARY-loopback-secret';

/** Status, body (text goes as it is, all else as JSON) and headers; status 0: the connection breaks instead. */
export type Answer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

export const refuse = (status: number, Code: string, Message = ''): Answer => [
  status,
  { RequestId: 'r', HostId: 'h', Code, Message },
];
const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const rfc3986 = (text: string) =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9\-_.~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** Recomputed from the raw request by the rules of the V3 page alone. */
export function signatureFault(
  request: IncomingMessage,
  path: string,
  pairs: readonly (readonly [string, string])[],
  body: string,
  nonces: Set<string>,
  token: string | null,
): Answer | null {
  const header = (name: string) => String(request.headers[name] ?? '');
  const match = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
    header('authorization'),
  );
  if (match === null) return refuse(400, 'IncompleteSignature');
  const [, key, names = '', signature] = match;
  if (key !== KEY) return refuse(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  if (header('x-acs-version') !== '2015-01-01') return refuse(404, 'InvalidApi.NotFound');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(header('x-acs-date'))) return refuse(400, 'InvalidTimeStamp.Format');
  if (Math.abs(Date.parse(header('x-acs-date')) - Date.now()) > 900_000) return refuse(400, 'InvalidTimeStamp.Expired');
  const due = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-acs-') || /^(host|content-type)$/.test(name),
  );
  if (names !== due.sort().join(';')) return refuse(400, 'IncompleteSignature', `signed: ${names}`);
  if (header('x-acs-content-sha256') !== sha(body)) return refuse(400, 'SignatureDoesNotMatch', 'content');
  const query = [...pairs]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${rfc3986(name)}=${rfc3986(value)}`)
    .join('&');
  const lines = names.split(';').map((name) => `${name}:${header(name).trim()}\n`);
  const canonical = [request.method, path, query, lines.join(''), names, header('x-acs-content-sha256')].join('\n');
  const expected = createHmac('sha256', SECRET)
    .update(`ACS3-HMAC-SHA256\n${sha(canonical)}`)
    .digest('hex');
  if (expected !== signature)
    return refuse(400, 'SignatureDoesNotMatch', `server string to sign is:ACS3-HMAC-SHA256\n${sha(canonical)}`);
  if (token !== null && header('x-acs-security-token') === '') return refuse(400, 'MissingSecurityToken');
  if (token !== null && header('x-acs-security-token') !== token) return refuse(400, 'InvalidSecurityToken.Expired');
  const nonce = header('x-acs-signature-nonce');
  if (nonce === '' || nonces.has(nonce)) return refuse(400, 'SignatureNonceUsed');
  nonces.add(nonce);
  return null;
}
