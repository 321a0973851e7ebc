import type { AnswerClass, HttpResponse } from '../../http/http-client.ts';
import { type Json, member } from '../../model/json.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { ProviderError, type Trouble } from '../provider-error.ts';

/** Another operation runs, or the instance's state forbids it for now (TaurusDB API Reference, Error Codes). */
const BUSY = new Set([
  'DBS.200011',
  'DBS.200019',
  'DBS.200047',
  'DBS.201015',
  'DBS.201202',
  'DBS.212033',
  'DBS.05000084',
  'DBS.200086',
  'DBS.201014',
]);
const UNSUPPORTED = new Set(['DBS.05000001']);

/** `{error_code, error_msg}` of the service and the gateway, or `{error: {code, message}}` of IAM. */
export function vendorError(response: HttpResponse): { readonly code: string; readonly message: string } {
  let body: Json = null;
  try {
    body = JSON.parse(response.text) as Json;
  } catch {
    // A gateway's own page: the status has to do.
  }
  const inner = member(body, 'error');
  const [code, message] = [
    member(body, 'error_code') ?? member(inner, 'code'),
    member(body, 'error_msg') ?? member(inner, 'message'),
  ];
  return {
    code: code === undefined || code === null ? '' : String(code).slice(0, 64),
    message: typeof message === 'string' ? harmless(message) : '',
  };
}

/** The gateway repeats the signed request, security token included, in its 401 texts: nothing of that may go on. */
function harmless(message: string): string {
  return message.replace(/[,:]?\s*(canonicalRequest|stringToSign|signature|token|ak)\b[\s\S]*$/i, '').slice(0, 300);
}

/** What the HTTP client must act on by itself. */
export function classify(response: HttpResponse, renewable: () => boolean): AnswerClass | null {
  const { code, message } =
    response.status === 401 || response.status === 429 ? vendorError(response) : { code: '', message: '' };
  if (response.status === 401)
    return code === 'APIGW.0307' && renewable() ? { kind: 'renew' } : { kind: 'login-refused' };
  if (response.status !== 429) return null;
  const window = /time:(\d+)\s*(second|minute)/.exec(message);
  // A window of minutes is not waited out at once: the client's own back-off finds the first free place in it.
  return window?.[2] === 'second' ? { kind: 'throttled', waitMs: Number(window[1]) * 1_000 } : { kind: 'throttled' };
}

/** A ProviderError for an answer that is not the documented success. */
export function refusal(response: HttpResponse, doing: string): ProviderError {
  const { status } = response;
  const { code, message } = vendorError(response);
  const [problem, trouble, fix] = meaning(status, code);
  const said = [`${status}`, code, message].filter((part) => part !== '').join(' ');
  return new ProviderError(`The vendor refused ${doing}: ${said} (${response.source}).`, {
    code: problem,
    trouble,
    status,
    vendorCode: code,
    sent: 'yes',
    ...(fix === null ? {} : { fix }),
  });
}

function meaning(status: number, code: string): [ProblemCode, Trouble, string | null] {
  if (BUSY.has(code)) return ['AF407', 'busy', 'Wait until the instance is ACTIVE.'];
  if (UNSUPPORTED.has(code)) return ['AF306', 'refused', 'SQL audit needs kernel 2.0.60.241200 or later.'];
  if (code.startsWith('IAM.'))
    return ['AF302', 'refused', 'Check user, password, domain and project of the credentials.'];
  if (code === 'APIGW.0101')
    return ['AF304', 'refused', 'Check endpoint and region: this address does not serve TaurusDB.'];
  if (status === 401) return ['AF302', 'refused', 'Check the credentials; five wrong signatures lock a key.'];
  if (status === 403)
    return [
      'AF303',
      'refused',
      'Reading needs gaussdbformysql:auditlog:list, writing gaussdbformysql:auditlog:operate.',
    ];
  if (status === 404) return ['AF305', 'refused', 'Check instance_id, project_id and region.'];
  if (status >= 500) return ['AF310', 'unavailable', null];
  return ['AF502', 'refused', null];
}
