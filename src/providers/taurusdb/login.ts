import type { Access, Authenticator, HttpClient } from '../../http/http-client.ts';
import { isObject, type Json, member } from '../../model/json.ts';
import type { OpenConnection, ProviderIo } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { iamUrl } from './endpoint.ts';
import { refusal } from './refusal.ts';
import { type SigningKey, signatureHeaders } from './signature.ts';

/** Tokens live 24 hours; this long before their end a new one is had (IAM API reference advises caching). */
const RENEW_BEFORE_MS = 600_000;
/** The SDKs' variables, then Terraform's. */
const KEY_VARIABLES = [
  ['HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK', 'HUAWEICLOUD_SDK_SECURITY_TOKEN'],
  ['HW_ACCESS_KEY', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN'],
] as const;

export interface Login {
  readonly authenticate: Authenticator;
  /** Forgets tokens, because the vendor called one expired. */
  readonly renew: () => void;
  /** Whether the vendor's "token expired" can be answered by logging in again. */
  readonly renewable: () => boolean;
}

interface Token {
  readonly value: string;
  readonly expires: number;
}

/** Signs with access keys, or sends a token got with a password; never both. */
export function createLogin(connection: OpenConnection, projectId: string, io: ProviderIo): Login {
  const tokens = new Map<Access, Promise<Token>>();
  let iam: HttpClient | null = null;
  const client = () => {
    iam ??= io.http({
      baseUrl: iamUrl(connection),
      authenticate: async () => ({}),
      defaults: { concurrency: 1 },
      probeFirst: false,
    });
    return iam;
  };
  const tokenFor = async (access: Access, credentials: Readonly<Record<string, string>>): Promise<string> => {
    const held = await tokens.get(access)?.catch(() => undefined);
    if (held !== undefined && held.expires - RENEW_BEFORE_MS > io.clock.now()) return held.value;
    // Everybody who needs a token meanwhile waits for this one login.
    if (held !== undefined || !tokens.has(access)) tokens.set(access, requestToken(client(), credentials, projectId));
    return (await tokens.get(access)!).value;
  };
  return {
    authenticate: async (request, access) => {
      const credentials = await io.credentials(access);
      if (credentials.username !== undefined) return { 'x-auth-token': await tokenFor(access, credentials) };
      return signatureHeaders(request, keyOf(credentials, io), projectId, io.clock.now());
    },
    renew: () => tokens.clear(),
    renewable: () => tokens.size > 0,
  };
}

function keyOf(credentials: Readonly<Record<string, string>>, io: ProviderIo): SigningKey {
  const { accessKey, secretKey, securityToken } = credentials;
  if (accessKey !== undefined && secretKey !== undefined)
    return { accessKey, secretKey, ...(securityToken ? { securityToken } : {}) };
  for (const [access, secret, token] of KEY_VARIABLES) {
    const [key, text, temporary] = [io.environment(access), io.environment(secret), io.environment(token)];
    if (key && text) return { accessKey: key, secretKey: text, ...(temporary ? { securityToken: temporary } : {}) };
  }
  throw new ProviderError(
    'The connection has no credentials, and HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set.',
    {
      code: 'AF217',
      trouble: 'refused',
      fix: 'Set both variables, or add credentials to the connection.',
    },
  );
}

/** POST /v3/auth/tokens, scoped to the project; the token is in a header (IAM API reference). Throws AF302 and AF304. */
async function requestToken(
  iam: HttpClient,
  credentials: Readonly<Record<string, string>>,
  projectId: string,
): Promise<Token> {
  const user = { name: credentials.username!, password: credentials.password!, domain: { name: credentials.domain! } };
  const auth = { identity: { methods: ['password'], password: { user } }, scope: { project: { id: projectId } } };
  const response = await iam.send({
    method: 'POST',
    url: '/v3/auth/tokens?nocatalog=true',
    headers: { 'content-type': 'application/json;charset=utf8' },
    body: JSON.stringify({ auth }),
    access: 'read',
  });
  if (response.status !== 201) throw refusal(response, 'logging in');
  const value = response.headers['x-subject-token'];
  const token = member(response.json() as Json, 'token');
  const expires =
    isObject(token) && typeof token.expires_at === 'string'
      ? Date.parse(token.expires_at.replace(/(\.\d{3})\d*/, '$1'))
      : Number.NaN;
  if (!value || Number.isNaN(expires)) {
    throw new ProviderError(`${response.source} answered without x-subject-token or token.expires_at.`, {
      code: 'AF304',
      trouble: 'refused',
    });
  }
  return { value, expires };
}
