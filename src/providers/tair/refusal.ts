import type { Access, AnswerClass, HttpResponse } from '../../http/http-client.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { isObject, type Json, member } from '../../model/json.ts';
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
  // `Throttling.Api` is about one action, `Throttling.User` about the account (kvstore and gateway error codes).
  const scope = code.startsWith('Throttling.Api') ? { scope: 'operation' as const } : {};
  if (THROTTLED.test(code)) return { kind: 'throttled', ...scope, ...waitOf(response) };
  // Signed anew with another nonce, the same call is as good as never sent.
  if (code === 'SignatureNonceUsed') return { kind: 'unprocessed' };
  return loginCode(response) === null ? null : { kind: 'login-refused' };
}

/** Milliseconds, not seconds (darabonba-openapi's test of the header). */
function waitOf({ headers }: HttpResponse): { readonly waitMs?: number } {
  const text = headers['x-acs-retry-after'];
  return text !== undefined && /^\s*\d+\s*$/.test(text) ? { waitMs: Number(text) } : {};
}

/** `Code` of an answer that refuses the login; null for all others. */
export function loginCode(response: HttpResponse): string | null {
  const code = textMember(response, 'Code');
  return LOGIN.test(code) ? code : null;
}

/** What to do about a refused login, where the vendor's code tells; else empty. */
export function loginFix(code: string): string {
  if (code === 'MissingSecurityToken')
    return 'The access key is a temporary one: give securityToken (or ALIBABA_CLOUD_SECURITY_TOKEN) with it.';
  if (code.startsWith('InvalidSecurityToken'))
    return 'The temporary credentials have expired, or the token belongs to another key: get new ones, all three parts together.';
  if (code === 'InvalidAccessKeyId.NotFound')
    return 'The vendor does not know this access key id: check accessKeyId, and that the endpoint belongs to its cloud (international or mainland).';
  if (code === 'InvalidAccessKeyId.Inactive') return 'Activate the access key in the RAM console, or use another one.';
  if (code === 'SignatureDoesNotMatch') return 'Most likely accessKeySecret does not belong to accessKeyId.';
  return '';
}

/** A ProviderError for anything but 200. `parameters` are those of the call: which instance, in which region. */
export function refusal(
  response: HttpResponse,
  action: string,
  access: Access,
  { InstanceId, RegionId }: Readonly<Record<string, string>> = {},
): ProviderError {
  const vendorCode = textMember(response, 'Code');
  const { code, trouble, fix } = isDenied(response, vendorCode)
    ? denied(action, access)
    : meaning(response.status, vendorCode, access);
  const about = `${InstanceId === undefined ? '' : ` of ${InstanceId}`}${RegionId === undefined ? '' : ` in ${RegionId}`}`;
  const request = access === 'write' ? requestId(response) : '';
  const said = [`HTTP ${response.status}`, vendorCode, presentable(textMember(response, 'Message')), request];
  return new ProviderError(`The vendor refused ${action}${about}: ${said.filter((part) => part !== '').join(', ')}`, {
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
  // Not served here, today or tomorrow: asking again is no use.
  if (status === 501) return { code: access === 'write' ? 'AF502' : 'AF304', trouble: 'refused' };
  if (status >= 500 || code === 'InternalError' || code === 'ServiceUnavailable')
    return { code: 'AF310', trouble: 'unavailable' };
  if (code === 'InvalidApi.NotFound')
    return refused('AF304', 'Check endpoint and region: this address does not serve the action.');
  return { code: access === 'write' ? 'AF502' : 'AF304', trouble: 'refused' };
}

/** RAM refusals: Forbidden.RAM and its kin, and whatever comes with AccessDeniedDetail (openapi-core's error class). */
function isDenied(response: HttpResponse, code: string): boolean {
  if (/^(Forbidden|NoPermission)/.test(code)) return true;
  return (response.status === 403 && code === '') || isObject(memberOf(response, 'AccessDeniedDetail'));
}

function denied(action: string, access: Access): Meaning {
  const more = access === 'write' ? ', and enabling log:* on acs:log:*:*:project/nosql-*' : '';
  return { code: 'AF303', trouble: 'refused', fix: `Allow kvstore:${action} to this RAM user or role${more}.` };
}

/** Refused signatures are echoed with what was signed, tokens included: nothing from there on is shown. */
function presentable(message: string): string {
  const plain = message.replaceAll(/\s+/g, ' ').trim();
  return plain
    .replace(/(server string to sign|string ?to ?sign|signature|security ?token|access ?key)[\s\S]*$/i, '…')
    .slice(0, 300);
}

/** What the vendor's support asks for. Of writes only: equal plans are to be equal to the letter. */
function requestId(response: HttpResponse): string {
  const id = textMember(response, 'RequestId');
  return /^[A-Za-z0-9-]{8,64}$/.test(id) ? `RequestId ${id}` : '';
}

/** A text member of an error body; the empty string where there is none. */
function textMember(response: HttpResponse, name: string): string {
  const value = memberOf(response, name);
  return typeof value === 'string' ? value : '';
}

/** Undefined for pages of proxies and other bodies that are no JSON objects. */
function memberOf(response: HttpResponse, name: string): Json | undefined {
  // Each answer is asked for its code, which few have.
  if (!response.text.includes(`"${name}"`)) return undefined;
  try {
    return member(JSON.parse(response.text) as Json, name);
  } catch {
    return undefined;
  }
}
