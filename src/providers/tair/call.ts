import { randomUUID } from 'node:crypto';
import { whenKnown } from '../../http/awaitable.ts';
import type { Access, HttpResponse, WriteWatch } from '../../http/http-client.ts';
import type { OpenConnection, ProviderIo } from '../provider.ts';
import { accessKey } from './access-key.ts';
import { acsSignatureHeaders, encodeQuery } from './acs-signature.ts';
import { regionOf, regionUrl } from './endpoint.ts';
import { isProviderError, ProviderError, unclear } from '../provider-error.ts';
import { classify, loginCode, loginFix, refusal } from './refusal.ts';

/** Calls one action; its parameters go into the query. Throws ProviderError for anything but 200. */
export type Call = (
  action: string,
  parameters: Readonly<Record<string, string>>,
  access?: Access,
  writing?: WriteWatch,
) => Promise<HttpResponse>;

/** No rate is documented for the other actions. */
const DEFAULTS = { concurrency: 8 };
/** The account may call it 100 times a minute (help.aliyun.com, DescribeAuditRecords). */
const OPERATION_LIMITS = { DescribeAuditRecords: { concurrency: 1, requestsPerSecond: 100 / 60 } };
const VERSION = '2015-01-01';
/** Carries the action to the authenticator, which signs it. */
const ACTION = 'x-acs-action';
/** Another request holds the lock for a moment (kvstore error codes). */
const LOCKED_READS = 4;
const LOCKED_WAIT_MS = 500;

export function createCall(connection: OpenConnection, io: ProviderIo): Call {
  let refusedLogin: string | null = null;
  const http = io.http({
    baseUrl: connection.endpoint ?? regionUrl(regionOf(connection)),
    authenticate: (request, access) =>
      whenKnown(io.credentials(access), (credentials) => {
        const key = accessKey(credentials, (name) => io.environment(name));
        const operation = { action: request.headers[ACTION] ?? '', version: VERSION };
        return acsSignatureHeaders(request, operation, key, { now: io.clock.now(), nonce: randomUUID() });
      }),
    classify: (response) => {
      refusedLogin ??= loginCode(response);
      return classify(response);
    },
    defaults: DEFAULTS,
    operationLimits: OPERATION_LIMITS,
  });
  return async (action, parameters, access = 'read', writing?: WriteWatch) => {
    const headers = { accept: 'application/json', [ACTION]: action };
    for (let attempt = 1; ; attempt++) {
      const url = `/?${encodeQuery(parameters)}`;
      const response = await http
        .send({ method: 'POST', url, headers, access, operation: action, ...(writing && { writing }) })
        .catch((error: unknown) => {
          throw explained(error, refusedLogin);
        });
      const { status } = response;
      if (status === 200) return named(response, action);
      if (access === 'write' && status > 200 && status < 300)
        throw unclear(action, status, "without the vendor's JSON");
      const error = refusal(response, action, access, parameters);
      // Writes are sent again by the pipeline, after it has looked whether that is still needed.
      if (access === 'write' || error.vendorCode !== 'LockTimeout' || attempt === LOCKED_READS) throw error;
      await io.clock.sleep(LOCKED_WAIT_MS * 2 ** (attempt - 1));
    }
  };
}

/** The client says that the login was refused; what the vendor called it says what to change. */
function explained(error: unknown, code: string | null): unknown {
  if (!isProviderError(error) || error.code !== 'AF302' || code === null) return error;
  return new ProviderError(`${error.message} The vendor calls it ${code}.`, {
    code: 'AF302',
    trouble: error.trouble,
    sent: error.sent,
    fix: `${loginFix(code)} ${error.fix ?? ''}`.trim(),
    vendorCode: code,
    cause: error,
    ...(error.status === null ? {} : { status: error.status }),
  });
}

/** All actions share one path, so that the path alone would not tell whose answer is odd. */
function named(response: HttpResponse, action: string): HttpResponse {
  return { ...response, source: `${action} (${response.source})`, json: () => response.json() };
}
