import type { AnswerClass, HttpResponse } from '../../http/http-client.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { type Json, member } from '../../model/json.ts';
import { ProviderError, type Trouble } from '../provider-error.ts';

/** The vendor says what happened in `Code`; the HTTP status says little (throttling is 400 or 403, a wrong key is 404). */
export function codeOf(response: HttpResponse): string {
  return textMember(response, 'Code');
}

function textMember(response: HttpResponse, name: string): string {
  try {
    const value = member(JSON.parse(response.text) as Json, name);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}

const LOGIN = /^(InvalidAccessKeyId\b|SignatureDoesNotMatch|IncompleteSignature|InvalidSignatureMethod|MissingSecurityToken|InvalidSecurityToken|InvalidTimeStamp)/;
const THROTTLED = /^(Throttling|Rejected\.Throttling)/;
const BUSY = new Set(['TaskHasExist', 'IncorrectDBInstanceState', 'LockTimeout']);

/** What the HTTP client must act on by itself. */
export function classify(response: HttpResponse): AnswerClass | null {
  if (response.status < 400) return null;
  const code = codeOf(response);
  if (THROTTLED.test(code) || response.status === 429) {
    const wait = Number(response.headers['x-acs-retry-after']);
    return Number.isFinite(wait) && wait >= 0 && response.headers['x-acs-retry-after'] !== undefined ? { kind: 'throttled', waitMs: wait } : { kind: 'throttled' };
  }
  // Signed anew with another nonce, the same call is as good as never sent.
  if (code === 'SignatureNonceUsed') return { kind: 'throttled', waitMs: 0 };
  return LOGIN.test(code) || response.status === 401 ? { kind: 'login-refused' } : null;
}

/** A ProviderError for anything but 200. */
export function refusal(response: HttpResponse, action: string): ProviderError {
  const code = codeOf(response);
  const [problem, trouble, fix] = meaning(response.status, code);
  const message = textMember(response, 'Message').replace(/(server string to sign|signature|token)[\s\S]*$/i, '').slice(0, 300);
  const said = [String(response.status), code, message].filter((part) => part !== '').join(' ');
  return new ProviderError(`The vendor refused ${action}: ${said}.`, { code: problem, trouble, status: response.status, vendorCode: code, sent: 'yes', ...(fix === null ? {} : { fix }) });
}

function meaning(status: number, code: string): [ProblemCode, Trouble, string | null] {
  if (BUSY.has(code)) return ['AF407', 'busy', 'Wait until the instance is Normal.'];
  if (code === 'InvalidInstanceId.NotFound') return ['AF305', 'refused', 'Check InstanceId, region and account.'];
  if (code === 'InvalidApi.NotFound') return ['AF304', 'refused', 'Check endpoint and region: this address does not serve r-kvstore.'];
  if (code === 'IncorrectDBInstance.NotSupported') return ['AF306', 'refused', 'Audit logs need Community Edition or Tair DRAM-based, engine 4.0 or later.'];
  if (code === 'ResourceConfigError') return ['AF306', 'refused', 'Check that Simple Log Service is activated, the service-linked role exists, and the minor version is the latest.'];
  if (code.startsWith('Forbidden')) return ['AF303', 'refused', 'Reading needs the kvstore:Describe* actions, writing kvstore:ModifyAuditLogConfig on the instance.'];
  if (status >= 500 || code === 'InternalError' || code === 'ServiceUnavailable') return ['AF310', 'unavailable', null];
  return ['AF502', 'refused', null];
}
