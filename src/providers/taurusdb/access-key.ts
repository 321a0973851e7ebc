import type { ProviderIo } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { SigningKey } from './signature.ts';

/** The SDKs' variables, then Terraform's. */
const VARIABLES = [
  ['HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK', 'HUAWEICLOUD_SDK_SECURITY_TOKEN'],
  ['HW_ACCESS_KEY', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN'],
] as const;

/**
 * The connection's key, or the one in the vendor's usual variables; never half of each, since five wrong signatures
 * lock a key for everybody. Throws AF217.
 */
export function accessKey(
  { accessKey, secretKey, securityToken }: Readonly<Record<string, string>>,
  environment: ProviderIo['environment'],
): SigningKey {
  if (accessKey !== undefined || secretKey !== undefined)
    return pair(accessKey, secretKey, securityToken, 'The connection gives only half of an access key.');
  const set = VARIABLES.find(([id, secret]) => environment(id) || environment(secret)) ?? VARIABLES[0];
  const [id, secret, token] = set.map(environment);
  return pair(id, secret, token, `The connection has no credentials, and ${set[0]} and ${set[1]} are not both set.`);
}

function pair(
  id: string | undefined,
  secret: string | undefined,
  token: string | undefined,
  otherwise: string,
): SigningKey {
  if (!id || !secret)
    throw new ProviderError(otherwise, {
      code: 'AF217',
      trouble: 'refused',
      sent: 'no',
      fix: 'Give the connection accessKey and secretKey, or username, password and domain, or set both variables.',
    });
  return { accessKey: id, secretKey: secret, ...(token ? { securityToken: token } : {}) };
}
