import type { HttpClient } from '../../http/http-client.ts';
import { type Json, member } from '../../model/json.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { refusal } from './refusal.ts';

/** Tokens live 24 hours; this long before their end a new one is had (https://support.huaweicloud.com/api-iam/iam_30_0001.html). */
const RENEW_BEFORE_MS = 600_000;

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch, by our own clock. */
  readonly renewAt: number;
}

/** POST /v3/auth/tokens, scoped to the project; the token comes in a header. Throws AF302, AF304 and what `send` throws. */
export async function requestToken(
  iam: HttpClient,
  credentials: Readonly<Record<string, string>>,
  projectId: string,
  now: () => number,
): Promise<Token> {
  const { username, password, domain } = credentials;
  if (!username || !password || !domain)
    throw new ProviderError('A password login needs username, password and domain.', {
      code: 'AF216',
      trouble: 'refused',
      sent: 'no',
      fix: 'Complete the credentials of the connection; domain is the account name.',
    });
  const user = { name: username, password, domain: { name: domain } };
  const auth = { identity: { methods: ['password'], password: { user } }, scope: { project: { id: projectId } } };
  const request = {
    method: 'POST',
    url: '/v3/auth/tokens?nocatalog=true',
    headers: { 'content-type': 'application/json;charset=utf8' },
    body: JSON.stringify({ auth }),
    access: 'read',
  } as const;
  const response = await iam.send(request).catch((error: unknown) => {
    throw withoutLimits(error);
  });
  if (response.status !== 201) throw refusal(response, 'the login', 'login');
  const value = response.headers['x-subject-token'];
  if (!value)
    throw new ProviderError(`${response.source} answered without x-subject-token.`, {
      code: 'AF304',
      trouble: 'refused',
      fix: 'Check iam_endpoint.',
    });
  return { value, renewAt: renewAt(member(response.json() as Json, 'token'), now()) };
}

/** The usual advice is to set `limits`, which say nothing about logins. */
function withoutLimits(error: unknown): unknown {
  if (!isProviderError(error) || error.code !== 'AF309') return error;
  const { message, code, trouble, sent, status } = error;
  const fix = 'Run again later, or with fewer projects at a time: each project needs a login.';
  return new ProviderError(message, { code, trouble, sent, fix, cause: error, ...(status === null ? {} : { status }) });
}

/** By the token's own span, since the vendor's clock need not be ours. Without one, the vendor's 401 tells its end. */
function renewAt(token: Json | undefined, now: number): number {
  const expires = timeOf(member(token, 'expires_at'));
  const issued = timeOf(member(token, 'issued_at'));
  const span = expires - (Number.isNaN(issued) ? now : issued);
  if (Number.isNaN(span) || span <= 0) return Number.POSITIVE_INFINITY;
  return now + Math.max(span - RENEW_BEFORE_MS, span / 2);
}

/** Six digits of fraction are more than ISO 8601 readers promise to take. */
function timeOf(text: Json | undefined): number {
  return typeof text === 'string' ? Date.parse(text.replace(/(\.\d{3})\d*/, '$1')) : Number.NaN;
}
