import { timingSafeEqual } from 'node:crypto';
import type { Call } from './call.ts';
import type { Caller, Denial } from './caller.ts';
import { canonicalRequest, gatewaySignature, headerOf, sha256 } from './gateway-signature.ts';
import { parseSdkDate, sdkDate } from './sdk-date.ts';
import type { TaurusdbKey } from './state.ts';

const SKEW_MS = 15 * 60_000;

interface Claim {
  readonly accessKey: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function refused(text: string): Denial {
  return { denied: 'refused', text };
}

/** Checks `Authorization: SDK-HMAC-SHA256 …` as the API request signing guide has it. */
export function callerBySignature(call: Call): Caller | Denial {
  const claim = parseAuthorization(call.request.headers.authorization ?? '');
  if (claim === null) return refused('Authorization format is incorrect');
  const key = call.state.credentials.keys.find(({ accessKey }) => accessKey === claim.accessKey);
  if (key === undefined) return refused(`Get secretKey failed,ak:${claim.accessKey},err:ak not exist`);
  if (key.lockedUntil > call.now) return refused('AK access failed to reach the limit,forbidden.');
  const denial = dateDenial(call, claim) ?? securityTokenDenial(call, key) ?? signatureDenial(call, claim, key);
  if (denial !== null) return denial;
  key.wrongInARow = 0;
  return {
    name: key.accessKey,
    domain: key.domain,
    access: key.access,
    means: 'signature',
    projectId: call.request.headers['x-project-id'] ?? null,
  };
}

function parseAuthorization(value: string): Claim | null {
  const parts = /^SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(value);
  if (parts === null) return null;
  const [, accessKey = '', names = '', signature = ''] = parts;
  const signedHeaders = names.split(';');
  const ordered = signedHeaders.every((name, index) => name !== '' && (signedHeaders[index - 1] ?? '') < name);
  return ordered ? { accessKey, signedHeaders, signature } : null;
}

function dateDenial(call: Call, claim: Claim): Denial | null {
  const date = call.request.headers['x-sdk-date'] ?? '';
  if (!claim.signedHeaders.includes('x-sdk-date')) return refused('x-sdk-date is not among the signed headers');
  const signedAt = parseSdkDate(date);
  if (signedAt === null) return refused('x-sdk-date is missing or malformed');
  if (Math.abs(signedAt - call.now) <= SKEW_MS) return null;
  return refused(`signature expired,signature time:${date},server time:${sdkDate(call.now)}`);
}

/** A temporary key without its token is no key; neither is a permanent one with a token of something else. */
function securityTokenDenial(call: Call, key: TaurusdbKey): Denial | null {
  const sent = call.request.headers['x-security-token'] ?? null;
  return sent === key.securityToken ? null : refused('decrypt token fail');
}

/** The text echoes the canonical request, values of signed headers included, as the gateway does. */
function signatureDenial(call: Call, claim: Claim, key: TaurusdbKey): Denial | null {
  const { headers } = call.request;
  const canonical = canonicalRequest(call.request, claim.signedHeaders);
  const expected = gatewaySignature(key.secretKey, headers['x-sdk-date'] ?? '', canonical);
  const allSent = claim.signedHeaders.every((name) => headerOf(call.request, name) !== undefined);
  if (allSent && declaresItsBody(call) && timingSafeEqual(Buffer.from(expected), Buffer.from(claim.signature)))
    return null;
  key.wrongInARow += 1;
  if (key.wrongInARow > call.state.limits.wrongSignatures) {
    key.lockedUntil = call.now + call.state.limits.keyLockMs;
    key.wrongInARow = 0;
  }
  return refused(`verify aksk signature fail, canonicalRequest:${canonical.replaceAll('\n', '|')}`);
}

/** A declared hash other than that of the body is part of no good signature. */
function declaresItsBody({ request }: Call): boolean {
  const declared = request.headers['x-sdk-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  return declared === 'UNSIGNED-PAYLOAD' || declared === sha256(request.body);
}
