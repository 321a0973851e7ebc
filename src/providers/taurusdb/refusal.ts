import type { HttpResponse } from '../../http/http-client.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { isProviderError, ProviderError, type Trouble } from '../provider-error.ts';
import { vendorError } from './vendor-error.ts';

/** Another operation runs, or the instance's state forbids it for now: with 400 or 409 (TaurusDB API Reference, Error Codes). */
const BUSY = /^DBS\.(200011|200019|200047|200086|201014|201015|201202|212033|05000084)$/;
/** Will not pass by waiting. */
const LASTING: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  'DBS.280449': ['AF306', 'The instance is frozen: settle the account first.'],
  'DBS.280406': ['AF306', 'The type or the status of the instance forbids it.'],
  'DBS.200316': ['AF306', 'The storage is full: extend it first.'],
  'DBS.05000001': ['AF306', 'SQL audit needs kernel 2.0.60.241200 or later: upgrade the instance.'],
  'DBS.280404': ['AF305', 'Check instance_id: the vendor calls its format wrong.'],
  'APIGW.0101': ['AF304', 'Check endpoint and region: this address does not serve TaurusDB.'],
};

export type Doing = 'read' | 'write' | 'login';

/** A ProviderError for an answer that is not the documented success. Request ids differ each time, so only writes show theirs. */
export function refusal(response: HttpResponse, what: string, doing: Doing): ProviderError {
  const { status, source } = response;
  const { code, message } = vendorError(response);
  const [problem, trouble, fix] = meaning(status, code, doing);
  const id = response.headers['x-request-id'] ?? '';
  const request = doing === 'write' && /^[\w.-]{1,64}$/.test(id) ? `request ${id}` : '';
  const said = [`HTTP ${status}`, code, message, request].filter((part) => part !== '').join(', ');
  return new ProviderError(`The vendor refused ${what}: ${said} (${source})`, {
    code: problem,
    trouble,
    status,
    vendorCode: code,
    sent: 'yes',
    ...(fix === null ? {} : { fix }),
  });
}

/** Refused in a way that leaves the question open: no matter of login, network or outage. */
export function isAnswerless(error: unknown): error is ProviderError {
  return isProviderError(error) && error.trouble === 'refused' && !['AF216', 'AF217', 'AF302'].includes(error.code);
}

function meaning(status: number, code: string, doing: Doing): [ProblemCode, Trouble, string | null] {
  if (BUSY.test(code)) return ['AF407', 'busy', 'Wait until the instance is ACTIVE.'];
  const lasting = Object.hasOwn(LASTING, code) ? LASTING[code] : undefined;
  if (lasting !== undefined && status < 500) return [lasting[0], 'refused', lasting[1]];
  // 501 is as final as 404: this server has no such call.
  if (status >= 500 && status !== 501) return ['AF310', 'unavailable', null];
  if (code.startsWith('IAM.') || status === 401 || doing === 'login')
    return ['AF302', 'refused', 'Check user, password, domain (the account name) and project of the credentials.'];
  if (status === 403)
    return [
      'AF303',
      'refused',
      'Reading needs gaussdbformysql:auditlog:list, writing gaussdbformysql:auditlog:operate; project_id must be of this region.',
    ];
  // Many codes mean "no such instance"; a page without any is somebody else's.
  if (status === 404 && code !== '') return ['AF305', 'refused', 'Check instance_id, project_id and region.'];
  if (status === 404 || (status >= 300 && status < 400))
    return ['AF304', 'refused', 'Check endpoint and region: this is no answer of TaurusDB.'];
  return [doing === 'write' ? 'AF502' : 'AF304', 'refused', null];
}
