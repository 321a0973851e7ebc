import type { ProviderIo } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';

/** The vendor's usual variable. */
export const ACCESS_KEY_ID = 'ALIBABA_CLOUD_ACCESS_KEY_ID';

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
}

/**
 * The connection's key, or the one in the vendor's usual variables; never half of each, since a pair that does not
 * belong together only looks like a wrong password. Throws AF217.
 */
export function accessKey(
  credentials: Readonly<Record<string, string>>,
  environment: ProviderIo['environment'],
): AccessKey {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  if (accessKeyId !== undefined || accessKeySecret !== undefined) {
    return pair(accessKeyId, accessKeySecret, securityToken, 'The connection gives only half of an access key.');
  }
  return pair(
    environment(ACCESS_KEY_ID),
    environment('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
    environment('ALIBABA_CLOUD_SECURITY_TOKEN'),
    'The connection has no credentials, and ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not both set.',
  );
}

function pair(
  id: string | undefined,
  secret: string | undefined,
  token: string | undefined,
  otherwise: string,
): AccessKey {
  if (id === undefined || id === '' || secret === undefined || secret === '') {
    throw new ProviderError(otherwise, {
      code: 'AF217',
      trouble: 'refused',
      sent: 'no',
      fix: 'Give the connection accessKeyId and accessKeySecret, or set both variables.',
    });
  }
  return { id, secret, ...(token === undefined || token === '' ? {} : { securityToken: token }) };
}
