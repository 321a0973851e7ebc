import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { gatewaySignature } from './gateway-signature.ts';
import { refuse } from './reply.ts';
import type { TaurusdbState } from './state.ts';

const SKEW_MS = 15 * 60_000;
const LOCK_MS = 5 * 60_000;
const MAX_WRONG = 5;

export interface Caller {
  readonly access: 'operate' | 'list';
}

/** A caller, or the gateway's refusal. One of token and signature, not both. */
export function authenticate(state: TaurusdbState, request: SimulatedRequest, now: number): Caller | SimulatedReply {
  const token = request.headers['x-auth-token'];
  if (token !== undefined) return byToken(state, token, now);
  const given = /^SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([^,\s]+), Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '');
  if (given === null) return refuse(401, 'APIGW.0301', 'Incorrect IAM authentication information: authorization header is missing or malformed');
  return bySignature(state, request, now, { access: given[1]!, headers: given[2]!.split(';'), signature: given[3]! });
}

function byToken(state: TaurusdbState, value: string, now: number): Caller | SimulatedReply {
  const token = state.tokens.find((candidate) => candidate.value === value);
  if (token === undefined) return refuse(401, 'APIGW.0301', 'Incorrect IAM authentication information: decrypt token fail');
  if (token.expiresAt <= now) return refuse(401, 'APIGW.0307', 'The token must be updated.');
  if (token.scope === 'domain') return refuse(403, 'DBS.280056', 'Invalid token for this tenant.');
  return { access: token.access };
}

interface Claim {
  readonly access: string;
  readonly headers: readonly string[];
  readonly signature: string;
}

function bySignature(state: TaurusdbState, request: SimulatedRequest, now: number, claim: Claim): Caller | SimulatedReply {
  const refused = (why: string) => refuse(401, 'APIGW.0301', `Incorrect IAM authentication information: ${why}`);
  const key = state.keys.find((candidate) => candidate.accessKey === claim.access);
  if (key === undefined) return refused(`ak ${claim.access} not exist`);
  if (key.lockedUntil > now) return refused('AK access failed to reach the limit,forbidden');
  const wrong = (why: string): SimulatedReply => {
    key.wrongInARow += 1;
    if (key.wrongInARow > MAX_WRONG) [key.lockedUntil, key.wrongInARow] = [now + LOCK_MS, 0];
    return refused(why);
  };
  const date = request.headers['x-sdk-date'] ?? '';
  const sent = parseDate(date);
  if (sent === null || Math.abs(sent - now) > SKEW_MS) return wrong('x-sdk-date is missing or too far from the time of the gateway');
  if (!claim.headers.includes('x-sdk-date') || claim.headers.join() !== [...claim.headers].sort().join()) return wrong('signed headers must be sorted and hold x-sdk-date');
  if (key.securityToken !== null && request.headers['x-security-token'] !== key.securityToken) return wrong('x-security-token is wrong or missing');
  const project = request.headers['x-project-id'];
  if (project !== undefined && project !== state.projectId) return refused('x-project-id is not a project of this key');
  const { canonical, signature } = gatewaySignature(request, claim.headers, date, key.secretKey);
  if (signature !== claim.signature) return wrong(`verify aksk signature fail, canonicalRequest:${canonical.replaceAll('\n', '|')}`);
  key.wrongInARow = 0;
  return { access: key.access };
}

/** YYYYMMDDTHHMMSSZ. */
function parseDate(text: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  return parts === null ? null : Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`);
}
