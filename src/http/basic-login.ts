import type { ProviderIo } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import { whenKnown } from './awaitable.ts';
import type { Access, Authenticator } from './http-client.ts';

/**
 * Basic login, user name and password in UTF-8. `always`: with these credentials whatever the call is. Throws AF216 when
 * one of them is missing, AF217 when it cannot be opened.
 */
export function basicLogin(io: Pick<ProviderIo, 'credentials'>, always?: Access): Authenticator {
  return (_request, access) => whenKnown(io.credentials(always ?? access), header);
}

type Members = Readonly<Record<string, string>>;

/** Headers of credentials that are open: a fleet sends them thousands of times. */
const made = new WeakMap<Members, Members>();

function header(credentials: Members): Members {
  const known = made.get(credentials) ?? headerOf(credentials);
  made.set(credentials, known);
  return known;
}

function headerOf({ username, password }: Members): Members {
  if (!username || !password) {
    throw new ProviderError('The connection has no user name and password.', {
      code: 'AF216',
      trouble: 'refused',
      sent: 'no',
      fix: 'Give the Connection credentials: { username, password: { fromEnv: NAME } }.',
    });
  }
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}` };
}
