import type { Call } from './call.ts';
import type { Caller, Denial } from './caller.ts';
import { callerBySignature } from './caller-by-signature.ts';
import { callerByToken } from './caller-by-token.ts';

/** By token or by signature. What a request with both means is undocumented. */
export function authenticate(call: Call): Caller | Denial {
  const token = call.request.headers['x-auth-token'];
  const signed = call.request.headers.authorization !== undefined;
  if (token === undefined && !signed) return { denied: 'absent', text: 'x-auth-token not found' };
  if (token === undefined) return callerBySignature(call);
  if (signed && call.state.quirks.tokenWithSignature === 'refused') {
    return { denied: 'refused', text: 'a token and a signature in one request' };
  }
  return callerByToken(call, token);
}
