import type { Call } from './call.ts';
import type { Caller, Denial } from './caller.ts';

/** X-Auth-Token. Expired and revoked tokens look alike, as the gateway's error table has it. */
export function callerByToken(call: Call, value: string): Caller | Denial {
  const token = call.state.tokens.find((candidate) => candidate.value === value);
  if (token === undefined) return { denied: 'invalid token', text: 'decrypt token fail' };
  if (token.revoked || token.expiresAt <= call.now) {
    return { denied: 'expired token', text: 'The token must be updated.' };
  }
  const { user, domain, access, projectId } = token;
  return { name: user, domain, access, means: 'token', projectId };
}
