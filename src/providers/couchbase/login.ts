import { whenKnown } from '../../http/awaitable.ts';
import type { Access, Authenticator } from '../../http/http-client.ts';
import type { ProviderIo } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';

/** Basic login. `always`: use these credentials whatever the call is. Throws AF216 when user name or password is missing. */
export function basicLogin(io: ProviderIo, always?: Access): Authenticator {
  return (_request, access) => whenKnown(io.credentials(always ?? access), header);
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
