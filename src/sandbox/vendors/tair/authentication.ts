import type { SimulatedRequest } from '../../simulator.ts';
import { acsSignature, type SignedMessage, sha256Hex, signedHeaderNames, stringToSign } from './acs-signature.ts';
import { ApiFault, missingParameter } from './api-fault.ts';
import { type AuthorizationHeader, incompleteSignature, parseAuthorization } from './authorization-header.ts';
import { queryPairs } from './query-pairs.ts';
import type { TairCredential, TairState } from './state.ts';
import { parseUtcTime } from './utc-time.ts';

const CLOCK_SKEW = 15 * 60_000;
/** A request is valid from 15 minutes before to 15 after its date, so no nonce matters for longer than both. */
const NONCE_LIFE = 2 * CLOCK_SKEW;

function requiredHeader(request: SimulatedRequest, name: string): string {
  const value = request.headers[name];
  if (value === undefined || value.trim() === '') throw incompleteSignature();
  return value.trim();
}

function checkDate(date: string, now: number): void {
  const time = parseUtcTime(date);
  if (time === null) {
    throw new ApiFault(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  }
  if (Math.abs(now - time) > CLOCK_SKEW) {
    throw new ApiFault(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
}

function findCredential(state: TairState, accessKeyId: string): TairCredential {
  const credential = state.credentials.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (!credential) throw new ApiFault(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  if (!credential.active) throw new ApiFault(400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
  return credential;
}

function checkSecurityToken(request: SimulatedRequest, credential: TairCredential): void {
  const token = request.headers['x-acs-security-token'];
  if (credential.securityToken !== null && (token === undefined || token === '')) {
    throw missingParameter('SecurityToken');
  }
  if ((token ?? null) !== credential.securityToken) {
    throw new ApiFault(
      400,
      'InvalidSecurityToken.MismatchWithAccessKey',
      'Specified SecurityToken mismatch with the AccessKey.',
    );
  }
}

function signedMessage(request: SimulatedRequest): SignedMessage {
  return {
    method: request.method.toUpperCase(),
    path: request.path,
    query: queryPairs(request.rawQuery),
    headers: request.headers,
    body: request.body,
  };
}

/** The server signs what it received, over the set of headers the V3 page prescribes, whatever the client listed. */
function checkSignature(request: SimulatedRequest, sent: AuthorizationHeader, secret: string): void {
  const toSign = stringToSign(signedMessage(request));
  const accepted =
    sent.signature === acsSignature(secret, toSign) &&
    sent.signedHeaders === signedHeaderNames(request.headers).join(';') &&
    request.headers['x-acs-content-sha256'] === sha256Hex(request.body);
  if (accepted) return;
  throw new ApiFault(
    400,
    'SignatureDoesNotMatch',
    `Specified signature does not match our calculation. server StringToSign is [${toSign}]`,
  );
}

/** Nonces are spent by valid signatures only, or anyone could spend another caller's. */
function spendNonce(state: TairState, accessKeyId: string, nonce: string, now: number): void {
  for (const [key, at] of Object.entries(state.nonces)) {
    if (now - at > NONCE_LIFE) delete state.nonces[key];
  }
  const key = `${accessKeyId}:${nonce}`;
  if (Object.hasOwn(state.nonces, key)) {
    throw new ApiFault(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  }
  state.nonces[key] = now;
}

/** Who is calling, or a refusal. */
export function authenticate(state: TairState, request: SimulatedRequest, now: number): TairCredential {
  const sent = parseAuthorization(request.headers.authorization);
  requiredHeader(request, 'host');
  requiredHeader(request, 'x-acs-content-sha256');
  const nonce = requiredHeader(request, 'x-acs-signature-nonce');
  checkDate(requiredHeader(request, 'x-acs-date'), now);
  const credential = findCredential(state, sent.accessKeyId);
  checkSecurityToken(request, credential);
  checkSignature(request, sent, credential.accessKeySecret);
  spendNonce(state, credential.accessKeyId, nonce, now);
  return credential;
}
