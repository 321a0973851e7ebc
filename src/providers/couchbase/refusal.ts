import type { HttpResponse } from '../../http/http-client.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { isObject, type Json, member } from '../../model/json.ts';
import { ProviderError, type Trouble } from '../provider-error.ts';

/** A ProviderError for an answer that is not the documented success (ns_server's own answers). */
export function refusal(response: HttpResponse, doing: string): ProviderError {
  const { status } = response;
  const [code, trouble, fix] = meaning(response);
  const detail = explanation(response);
  return new ProviderError(`The vendor refused ${doing}: ${status}${detail === '' ? '' : ` ${detail}`} (${response.source}).`, { code, trouble, status, sent: trouble === 'unavailable' ? 'maybe' : 'yes', ...(fix === null ? {} : { fix }) });
}

function meaning(response: HttpResponse): [ProblemCode, Trouble, string | null] {
  const { status, text } = response;
  if (response.headers['x-enterprise-edition-needed'] !== undefined || text.includes('requires enterprise edition')) return ['AF306', 'refused', 'Event auditing needs Enterprise Edition.'];
  if (status === 401) return ['AF302', 'refused', 'Check username and password; a login without any role is refused alike.'];
  if (status === 403) return ['AF303', 'refused', 'Reading needs Read-Only Security Admin (8.0) or Read-Only Admin (before), writing Security Admin.'];
  if (status === 404 && text.includes('uuid does not match')) return ['AF308', 'refused', 'The endpoint leads to another cluster than the one that was read.'];
  if (status === 404 && text.includes('unknown pool')) return ['AF306', 'refused', 'The node is not set up as part of a cluster yet.'];
  if (status === 404 || status === 405) return ['AF304', 'refused', 'Check the endpoint: this address does not answer as Couchbase Server does.'];
  if (status >= 500) return ['AF310', 'unavailable', null];
  return ['AF502', 'refused', null];
}

/** Field errors and missing permissions, which name settings only. */
function explanation(response: HttpResponse): string {
  let body: Json = null;
  try {
    body = JSON.parse(response.text) as Json;
  } catch {
    return '';
  }
  const [errors, permissions] = [member(body, 'errors'), member(body, 'permissions')];
  if (isObject(errors)) return fieldErrors(errors);
  return Array.isArray(permissions) ? `missing ${permissions.map(String).join(', ')}`.slice(0, 300) : '';
}

/** `{"rotateInterval": "The value must be …"}` in one line. */
export function fieldErrors(errors: Readonly<Record<string, Json>>): string {
  return Object.entries(errors).map(([field, message]) => `${field}: ${String(message)}`).join('; ').slice(0, 300);
}
