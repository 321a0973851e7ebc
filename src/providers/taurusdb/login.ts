import { type Awaitable, whenKnown } from '../../http/awaitable.ts';
import type { Access, Authenticator, HttpClient } from '../../http/http-client.ts';
import type { OpenConnection, ProviderIo } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import { accessKey } from './access-key.ts';
import { createClassifier } from './classify.ts';
import type { Denials } from './denials.ts';
import { iamUrl } from './endpoint.ts';
import { loginLimits } from './default-limits.ts';
import { loginAccount } from './login-account.ts';
import { requestToken, type Token } from './request-token.ts';
import { signatureHeaders } from './signature.ts';

export interface Login {
  /** Has the token before the call has its turn: IAM may make us wait for a minute, which holds up nobody who has one. */
  readonly prepare: (access: Access) => Awaitable<unknown>;
  readonly authenticate: Authenticator;
  /** Forgets tokens, because the vendor called one expired. */
  readonly renew: () => void;
  /** Whether tokens are in use, so that "expired" can be answered by logging in again. */
  readonly renewable: () => boolean;
}

/** How long an outage of IAM is not asked about again while a token still serves. */
const ONCE_MORE_MS = 60_000;
/** And where none does: those that wait for the login that failed fail with it, as for an endpoint that is dead. */
const FAILED_MS = 5_000;

interface Held {
  token: Promise<Token>;
  /** Never, while the login is on its way: all who need the token wait for that one. */
  renewAt: number;
  /** What serves should the next login fail; null: nothing does. */
  old: Promise<Token> | null;
}

/** Signs with access keys, or sends a token got with a password; never both in one request. */
export function createLogin(connection: OpenConnection, projectId: string, io: ProviderIo, denials: Denials): Login {
  const tokens = new Map<string, Held>();
  let used = false;
  const classify = createClassifier(() => false);
  const clients = new Map<string, HttpClient>();
  const client = (access: Access) => {
    const account = loginAccount(connection, access);
    const known =
      clients.get(account) ??
      io.http({
        baseUrl: iamUrl(connection),
        account,
        authenticate: () => ({}),
        classify: (response) => denials.note(response, classify(response)),
        defaults: loginLimits,
        probeFirst: false,
      });
    clients.set(account, known);
    return known;
  };
  /** `old`: a token that still has minutes to live, and so serves while IAM does not. */
  const logIn = (
    iam: HttpClient,
    user: string,
    credentials: Readonly<Record<string, string>>,
    old: Promise<Token> | null,
  ): Held => {
    const token = requestToken(iam, credentials, projectId, () => io.clock.now()).catch(async (error: unknown) => {
      if (old === null || isRefused(error)) throw error;
      return { value: (await old).value, renewAt: io.clock.now() + ONCE_MORE_MS };
    });
    const held: Held = {
      token,
      renewAt: Number.POSITIVE_INFINITY,
      old: null,
    };
    held.token.then(
      (token) => {
        held.renewAt = token.renewAt;
        held.old = held.token;
      },
      (error: unknown) => {
        // A refused password is not tried again at all; an outage may be over by then, but not for the very next target.
        if (!isRefused(error)) held.renewAt = io.clock.now() + FAILED_MS;
      },
    );
    tokens.set(user, held);
    return held;
  };
  const tokenOf = async (credentials: Readonly<Record<string, string>>, access: Access): Promise<string> => {
    used = true;
    const user = JSON.stringify([credentials.domain, credentials.username]);
    const held = tokens.get(user);
    const usable = held !== undefined && held.renewAt > io.clock.now();
    return (await (usable ? held : logIn(client(access), user, credentials, held?.old ?? null)).token).value;
  };
  return {
    prepare: (access) =>
      whenKnown(io.credentials(access), (credentials) =>
        credentials.username === undefined ? undefined : tokenOf(credentials, access),
      ),
    authenticate: (request, access) =>
      whenKnown(io.credentials(access), (credentials) => {
        if (credentials.username !== undefined)
          return tokenOf(credentials, access).then((value) => ({ 'x-auth-token': value }));
        const key = accessKey(credentials, (name) => io.environment(name));
        return signatureHeaders(request, key, projectId, io.clock.now());
      }),
    renew: () => tokens.clear(),
    renewable: () => used,
  };
}

function isRefused(error: unknown): boolean {
  return isProviderError(error) && error.trouble === 'refused';
}
