import { whenKnown } from '../../http/awaitable.ts';
import type { Authenticator } from '../../http/http-client.ts';
import type { ProviderIo } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';

/** Basic login, user name and password in UTF-8. Throws AF216 when one of them is missing, AF217 when it cannot be opened. */
export function basicLogin(io: ProviderIo): Authenticator {
  return (_request, access) => whenKnown(io.credentials(access), header);
}

function header({ username, password }: Readonly<Record<string, string>>): Record<string, string> {
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
