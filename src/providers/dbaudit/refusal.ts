import type { HttpResponse } from '../../http/http-client.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { ProviderError, type Trouble } from '../provider-error.ts';
import { fieldsNamed, vendorCode } from './error-body.ts';

export type Scope = 'read:databases' | 'write:databases';

/** A ProviderError for an answer that is not the documented success. `scope` is what the call needs. */
export function refusal(response: HttpResponse, doing: string, scope: Scope): ProviderError {
  const { status } = response;
  const [code, trouble, fix] = meaning(status, scope);
  const said = vendorCode(response.text);
  const named = status === 400 || status === 422 ? fieldsNamed(response.text) : [];
  const detail = [...(said === '' ? [] : [said]), ...(named.length === 0 ? [] : [`it names ${named.join(', ')}`])];
  return new ProviderError(`The vendor refused ${doing}: ${[status, ...detail].join(', ')} (${response.source}).`, {
    code,
    trouble,
    status,
    sent: 'yes',
    ...(said === '' ? {} : { vendorCode: said }),
    ...(fix === null ? {} : { fix }),
  });
}

/** Statuses of dbaudit.ai/docs/api/databases, and those that its scopes imply. */
function meaning(status: number, scope: Scope): [ProblemCode, Trouble, string | null] {
  if (status === 401) return ['AF302', 'refused', 'Check the API key.'];
  if (status === 403)
    return ['AF303', 'refused', `The API key needs the scope ${scope}, and a team that may see this database.`];
  if (status === 404) return ['AF305', 'refused', 'Check the id and the endpoint: the base URL ends in /v1.'];
  if (status === 409) return ['AF502', 'refused', 'Another object has this host, port and database.'];
  if (status === 422)
    return [
      'AF502',
      'refused',
      "The vendor's connection test failed: check host, port, username, password and TLS settings.",
    ];
  if (status === 408 || status >= 500) return ['AF310', 'unavailable', null];
  return [scope === 'read:databases' ? 'AF304' : 'AF502', 'refused', null];
}
