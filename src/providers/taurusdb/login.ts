import { whenKnown } from '../../http/awaitable.ts';
import type { Authenticator, HttpClient } from '../../http/http-client.ts';
import type { OpenConnection, ProviderIo } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import { accessKey } from './access-key.ts';
import { createClassifier } from './classify.ts';
import type { Denials } from './denials.ts';
import { iamUrl } from './endpoint.ts';
import { defaultLimits } from './default-limits.ts';
import { requestToken, type Token } from './request-token.ts';
import { signatureHeaders } from './signature.ts';

export interface Login {
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
  let iam: HttpClient | null = null;
  const client = () => {
    iam ??= io.http({
      baseUrl: iamUrl(connection),
      authenticate: async () => ({}),
      classify: (response) => denials.note(response, classify(response)),
      defaults: defaultLimits,
      probeFirst: false,
    });
    return iam;
  };
  /** `old`: a token that still has minutes to live, and so serves while IAM does not. */
  const logIn = (user: string, credentials: Readonly<Record<string, string>>, old: Promise<Token> | null): Held => {
    const token = requestToken(client(), credentials, projectId, () => io.clock.now()).catch(async (error: unknown) => {
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
  const tokenOf = async (credentials: Readonly<Record<string, string>>): Promise<string> => {
    used = true;
    const user = JSON.stringify([credentials.domain, credentials.username]);
    const held = tokens.get(user);
    const usable = held !== undefined && held.renewAt > io.clock.now();
    return (await (usable ? held : logIn(user, credentials, held?.old ?? null)).token).value;
  };
  return {
    authenticate: (request, access) =>
      whenKnown(io.credentials(access), (credentials) => {
        if (credentials.username !== undefined)
          return tokenOf(credentials).then((value) => ({ 'x-auth-token': value }));
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
