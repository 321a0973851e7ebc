import type { TaurusdbAccess } from './state.ts';

/** Who is calling. */
export interface Caller {
  /** Access key or user name: what the gateway counts calls by. */
  readonly name: string;
  readonly domain: string;
  readonly access: TaurusdbAccess;
  readonly means: 'signature' | 'token';
  /** Project that the credential itself names, if any. */
  readonly projectId: string | null;
}

/** Why nobody is; the service and IAM word it differently. */
export interface Denial {
  readonly denied: 'absent' | 'expired token' | 'invalid token' | 'refused';
  readonly text: string;
}
