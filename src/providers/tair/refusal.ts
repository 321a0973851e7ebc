import type { Access, AnswerClass, HttpResponse } from '../../http/http-client.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { type Json, member } from '../../model/json.ts';
import { isProviderError, ProviderError, type Trouble } from '../provider-error.ts';

/** The vendor says what happened in `Code`; the HTTP status says little (throttling is 400 or 403, a wrong key is 404). */
const THROTTLED = /^(Throttling|Rejected\.Throttling)/;
const LOGIN =
  /^(InvalidAccessKeyId|InvalidAccessKeySecret|SignatureDoesNotMatch|IncompleteSignature|InvalidSignatureMethod|MissingSecurityToken|InvalidSecurityToken)/;
const CLOCK = /^InvalidTimeStamp/;
const BUSY = new Set(['TaskHasExist', 'IncorrectDBInstanceState', 'LockTimeout']);

const PREREQUISITES =
  'Check that Simple Log Service is activated for the account, that the service-linked role AliyunServiceRoleForKvstore exists, that the instance runs the latest minor version, and that a RAM user may use log:* on acs:log:*:*:project/nosql-*.';

/** What the HTTP client must act on by itself. */
export function classify(response: HttpResponse): AnswerClass | null {
  const code = textMember(response, 'Code');
  if (THROTTLED.test(code)) return { kind: 'throttled', ...waitOf(response) };
  // Signed anew with another nonce, the same call is as good as never sent.
  if (code === 'SignatureNonceUsed') return { kind: 'throttled', waitMs: 0 };
  return LOGIN.test(code) ? { kind: 'login-refused' } : null;
}

/** Milliseconds, not seconds (darabonba-openapi's test of the header). */
function waitOf({ headers }: HttpResponse): { readonly waitMs?: number } {
  const text = headers['x-acs-retry-after'];
  return text !== undefined && /^\s*\d+\s*$/.test(text) ? { waitMs: Number(text) } : {};
}

/** A ProviderError for anything but 200. */
export function refusal(response: HttpResponse, action: string, access: Access): ProviderError {
  const vendorCode = textMember(response, 'Code');
  const { code, trouble, fix } = meaning(response.status, vendorCode, access);
  const said = [`HTTP ${response.status}`, vendorCode, presentable(textMember(response, 'Message'))];
  return new ProviderError(`The vendor refused ${action}: ${said.filter((part) => part !== '').join(', ')}`, {
    code,
    trouble,
    status: response.status,
    vendorCode,
    sent: 'yes',
    ...(fix === undefined ? {} : { fix }),
  });
}

/** Refused for a reason that leaves the question open whether something is so: not a matter of login or of the network. */
export function isAnswerless(error: unknown): error is ProviderError {
  return isProviderError(error) && error.trouble === 'refused' && error.code !== 'AF302' && error.code !== 'AF217';
}

interface Meaning {
  readonly code: ProblemCode;
  readonly trouble: Trouble;
  readonly fix?: string;
}

function meaning(status: number, code: string, access: Access): Meaning {
  const refused = (problem: ProblemCode, fix: string): Meaning => ({ code: problem, trouble: 'refused', fix });
  if (BUSY.has(code)) return { code: 'AF407', trouble: 'busy', fix: 'Wait until the instance is Normal.' };
  if (code === 'InvalidInstanceId.NotFound')
    return refused('AF305', 'Check target.InstanceId, and region and account of the connection.');
  if (code === 'IncorrectDBInstance.NotSupported')
    return refused('AF306', 'Audit logs need Community Edition or Tair DRAM-based, engine 4.0 or later.');
  if (CLOCK.test(code))
    return refused('AF302', 'Set the clock of this machine: the vendor accepts 15 minutes of difference at most.');
  if (code === 'ResourceConfigError') return refused(access === 'write' ? 'AF502' : 'AF304', PREREQUISITES);
  if (code.startsWith('Forbidden') || (status === 403 && code === ''))
    return refused('AF303', 'Reading needs the kvstore:Describe* actions, writing kvstore:ModifyAuditLogConfig too.');
  if (status >= 500 || code === 'InternalError' || code === 'ServiceUnavailable')
    return { code: 'AF310', trouble: 'unavailable' };
  if (code === 'InvalidApi.NotFound')
    return refused('AF304', 'Check endpoint and region: this address does not serve the action.');
  return { code: access === 'write' ? 'AF502' : 'AF304', trouble: 'refused' };
}

/** Refused signatures are echoed with what was signed, tokens included: nothing from there on is shown. */
function presentable(message: string): string {
  const plain = message.replaceAll(/\s+/g, ' ').trim();
  return plain
    .replace(/(server string to sign|string ?to ?sign|signature|security ?token|access ?key)[\s\S]*$/i, '…')
    .slice(0, 300);
}

/** A member of an error body; the empty string for pages of proxies and other bodies that are no JSON objects. */
function textMember(response: HttpResponse, name: string): string {
  try {
    const value = member(JSON.parse(response.text) as Json, name);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
