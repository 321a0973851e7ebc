import type { HttpResponse } from '../../http/http-client.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { isObject, type Json, member } from '../../model/json.ts';
import { ProviderError, type Trouble } from '../provider-error.ts';

/** A ProviderError for an answer that is not the documented success. */
export function refusal(response: HttpResponse, doing: string): ProviderError {
  const { status } = response;
  const [code, trouble, fix] = meaning(status);
  const said = vendorCode(response);
  return new ProviderError(
    `The vendor refused ${doing}: ${status}${said === '' ? '' : ` ${said}`} (${response.source}).`,
    {
      code,
      trouble,
      status,
      sent: 'yes',
      ...(said === '' ? {} : { vendorCode: said }),
      ...(fix === null ? {} : { fix }),
    },
  );
}

/**
 * The form of error bodies is not documented, and their text may repeat what was sent, a password included: only a
 * short code, which can be no sentence, is passed on.
 */
function vendorCode(response: HttpResponse): string {
  let body: Json = null;
  try {
    body = JSON.parse(response.text) as Json;
  } catch {
    return '';
  }
  const inner = member(body, 'error');
  const candidates = [
    member(body, 'code'),
    member(body, 'error_code'),
    isObject(inner) ? member(inner, 'code') : inner,
  ];
  const code = candidates.find(
    (candidate) => typeof candidate === 'string' && /^[A-Za-z0-9_.-]{1,40}$/.test(candidate),
  );
  return typeof code === 'string' ? code : '';
}

function meaning(status: number): [ProblemCode, Trouble, string | null] {
  if (status === 401) return ['AF302', 'refused', 'Check the API key.'];
  if (status === 403) return ['AF303', 'refused', 'Reading needs the scope read:databases, writing write:databases.'];
  if (status === 404) return ['AF305', 'refused', 'Check the id and the endpoint: the base URL ends in /v1.'];
  if (status === 409) return ['AF502', 'refused', 'Another object has this host, port and database.'];
  if (status === 422)
    return [
      'AF502',
      'refused',
      "The vendor's connection test failed: check host, port, username, password and TLS settings.",
    ];
  if (status >= 500) return ['AF310', 'unavailable', null];
  return ['AF502', 'refused', null];
}
