import type { AnswerClass, HttpResponse } from '../../http/http-client.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { vendorError } from './vendor-error.ts';

/** Keeps why the vendor refused a login, since the HTTP client only knows that it did. */
export interface Denials {
  note(response: HttpResponse, verdict: AnswerClass | null): AnswerClass | null;
  /** The same error with what to do about it, where the vendor said why. */
  explain(error: unknown): unknown;
}

/** More difference than this is refused (https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-0001.html). */
const SKEW_MS = 15 * 60_000;

export function createDenials(now: () => number): Denials {
  let last: string | null = null;
  return {
    note(response, verdict) {
      // A renewed token that is refused again ends as a refused login, too.
      if (verdict?.kind === 'login-refused' || verdict?.kind === 'renew') last = reasonOf(response, now()) ?? last;
      return verdict;
    },
    explain(error) {
      if (last === null || !isProviderError(error) || error.code !== 'AF302' || error.status !== 401) return error;
      const { message, code, trouble, sent, status } = error;
      return new ProviderError(message, { code, trouble, sent, status, fix: last, cause: error });
    },
  };
}

/** The texts are from https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html. */
function reasonOf(response: HttpResponse, now: number): string | null {
  const { code, text } = vendorError(response);
  if (code === 'APIGW.0307')
    return 'A new token is refused too: check that region, project_id and iam_endpoint belong together.';
  if (code === 'IAM.0061') return 'The account is locked after wrong passwords: wait, then check the password.';
  if (code.startsWith('IAM.'))
    return 'Check username, password and domain (the account name); a HUAWEI ID itself cannot log in.';
  // Only signatures hold a date, so a wrong clock explains nothing of what is refused above.
  const skew = now - Date.parse(response.headers.date ?? '');
  if (Math.abs(skew) > SKEW_MS)
    return `Set the clock of this machine: it is ${Math.round(Math.abs(skew) / 60_000)} minutes ${skew > 0 ? 'ahead of' : 'behind'} the vendor's, which accepts 15.`;
  if (/reach the limit/i.test(text))
    return 'The access key is locked for five minutes after five wrong signatures: correct secretKey, then wait.';
  if (/\bak\b.*not exist/i.test(text)) return 'There is no such access key: check accessKey.';
  if (/signature/i.test(text)) return 'Check secretKey, and securityToken if the key is a temporary one.';
  return null;
}
