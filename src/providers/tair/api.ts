import { randomUUID } from 'node:crypto';
import type { Access, HttpClient, HttpResponse } from '../../http/http-client.ts';
import type { OpenConnection, ProviderIo } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { type AccessKey, acsSignatureHeaders, encodeQuery } from './acs-signature.ts';
import { serviceUrl } from './endpoint.ts';
import { classify, refusal } from './refusal.ts';

/** Calls one action; parameters go in the query, as the SDK sends them. Throws ProviderError for anything but 200. */
export type Call = (action: string, parameters: Readonly<Record<string, string>>, access?: Access) => Promise<HttpResponse>;

/** Header that carries the action to the authenticator, which signs it. */
const ACTION = 'x-acs-action';

/** `requestsPerSecond` null: no rate is documented for these actions. */
export function createCall(connection: OpenConnection, io: ProviderIo, limits: { readonly concurrency: number; readonly requestsPerSecond?: number }): Call {
  const http: HttpClient = io.http({
    baseUrl: serviceUrl(connection),
    authenticate: async (request, access) => {
      const key = keyOf(await io.credentials(access), io);
      return acsSignatureHeaders(request, request.headers[ACTION] ?? '', key, { now: io.clock.now(), nonce: randomUUID() });
    },
    classify,
    defaults: limits,
  });
  return async (action, parameters, access = 'read') => {
    const response = await http.send({ method: 'POST', url: `/?${encodeQuery(parameters)}`, headers: { accept: 'application/json', [ACTION]: action }, access });
    if (response.status !== 200) throw refusal(response, action);
    return response;
  };
}

function keyOf(credentials: Readonly<Record<string, string>>, io: ProviderIo): AccessKey {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const id = accessKeyId ?? io.environment('ALIBABA_CLOUD_ACCESS_KEY_ID');
  const secret = accessKeySecret ?? io.environment('ALIBABA_CLOUD_ACCESS_KEY_SECRET');
  const token = accessKeyId === undefined ? io.environment('ALIBABA_CLOUD_SECURITY_TOKEN') : securityToken;
  if (!id || !secret) {
    throw new ProviderError('The connection has no credentials, and ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set.', { code: 'AF217', trouble: 'refused', fix: 'Set both variables, or add credentials to the connection.' });
  }
  return { id, secret, ...(token ? { securityToken: token } : {}) };
}
