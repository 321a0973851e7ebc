import type { HttpResponse } from '../../http/http-client.ts';
import type { ProblemCode } from '../../model/codes.ts';
import { isObject, type Json, type JsonObject, member } from '../../model/json.ts';
import { ProviderError, type Trouble } from '../provider-error.ts';

type Purpose = 'read' | 'write';
type Meaning = readonly [code: ProblemCode, trouble: Trouble, what: string, fix: string | null];

/** A ProviderError for an answer that is not the documented success. A 5xx to a write may have been stored. */
export function refusal(response: HttpResponse, purpose: Purpose): ProviderError {
  const { status, source } = response;
  const [code, trouble, what, fix] = meaning(response, purpose);
  return new ProviderError(`${source} was answered ${status}: ${what}.`, {
    code,
    trouble,
    status,
    sent: trouble === 'unavailable' && purpose === 'write' ? 'maybe' : 'yes',
    ...(fix === null ? {} : { fix }),
  });
}

function meaning(response: HttpResponse, purpose: Purpose): Meaning {
  const { status, text } = response;
  if (isCommunity(response)) {
    return ['AF306', 'refused', 'event auditing needs Enterprise Edition', 'Take the cluster out of the manifests.'];
  }
  if (status === 401) {
    return [
      'AF302',
      'refused',
      'the login is refused',
      'Check user name and password; a user without any role is answered alike.',
    ];
  }
  if (status === 403) return forbidden(response, purpose);
  if (status === 404) return notFound(text);
  if (status === 429)
    return [
      'AF309',
      'busy',
      'the user made too many calls',
      'Raise the user limits, or lower the connection’s limits.',
    ];
  if (status >= 500) return ['AF310', 'unavailable', said(text, 'the server failed'), null];
  if (purpose === 'write' && status >= 400)
    return ['AF502', 'refused', said(text, 'the settings are refused'), remedy(text)];
  return [
    'AF304',
    'refused',
    'this is not what Couchbase Server answers',
    'Check the endpoint, and what stands in front of it.',
  ];
}

/** 400 with this header, on every audit URL, after authentication; a gateway may drop the header or turn the status. */
export function isCommunity({ status, headers, text }: HttpResponse): boolean {
  if (status < 400 || status > 499) return false;
  return headers['x-enterprise-edition-needed'] !== undefined || /(enterprise|community) edition/i.test(text);
}

function forbidden({ text }: HttpResponse, purpose: Purpose): Meaning {
  const body = parsed(text);
  if (member(body, 'passwordExpired') === true) {
    return ['AF302', 'refused', 'the password has expired', 'Set a new password for the user.'];
  }
  const permissions = member(body, 'permissions');
  const lacking = Array.isArray(permissions) ? ` (${short(permissions.map(String).join(', '))})` : '';
  const roles = {
    read: 'Reading needs Read-Only Admin up to 7.6 and Read-Only Security Admin from 8.0.',
    write:
      'Writing needs Security Admin: Local User Security Admin from 7.0 to 7.6. Put that user into writeCredentials.',
  };
  return ['AF303', 'refused', `the user lacks a permission${lacking}`, roles[purpose]];
}

function notFound(text: string): Meaning {
  if (isOtherCluster(text)) {
    return [
      'AF308',
      'refused',
      'the address leads to another cluster than the one that was read',
      'Check the endpoint and its DNS name, then plan again.',
    ];
  }
  if (text.includes('unknown pool')) {
    return ['AF306', 'refused', 'the node is not set up as part of a cluster yet', 'Set the cluster up first.'];
  }
  return [
    'AF304',
    'refused',
    'there is no such call',
    'Check that the endpoint is a management port (8091 or 18091) of Couchbase Server, Enterprise Edition.',
  ];
}

/** Answer to the guard `?uuid=`, given before the login is looked at. */
export function isOtherCluster(text: string): boolean {
  return /cluster uuid does not match/i.test(text);
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/valid directory/, 'Create the folder on every node, writable for the couchbase user.'],
  [
    /Unrecognized users/,
    'Local users must exist; the built-in administrator is none, and internal users are spelled @eventing/local.',
  ],
  [/unknown or not modifiable/, 'Compare with GET /settings/audit/descriptors; the release may have changed.'],
];

function remedy(text: string): string | null {
  return remedies.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** Field errors in one line, or the server's plain sentence. */
function said(text: string, otherwise: string): string {
  const body = parsed(text);
  const errors = member(body, 'errors');
  if (isObject(errors)) return fieldErrors(errors) || otherwise;
  if (typeof body === 'string') return short(body) || otherwise;
  if (Array.isArray(body)) return short(body.filter((item) => typeof item === 'string').join(' ')) || otherwise;
  // Pages of proxies and the like are not the server's words.
  return body === null && /^[\w"'([][^<>{}]{0,400}$/.test(text.trim()) ? short(text) : otherwise;
}

/** `rotateInterval: The value must be …; …` */
export function fieldErrors(errors: JsonObject): string {
  return short(
    Object.entries(errors)
      .map(([field, message]) =>
        field === '_' ? String(message) : `${field}: ${typeof message === 'string' ? message : 'refused'}`,
      )
      .join('; '),
  );
}

/** At most 300 printable characters, without anything that looks like a login. */
function short(text: string): string {
  const plain = text
    .replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]+/g, ' ')
    .replace(/\b(basic|bearer)\s+[A-Za-z0-9+/=._~-]+/gi, '$1 (removed)')
    .replace(/\.\s*$/, '')
    .trim();
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** The field errors that an answer lists, perhaps none; null when it has no such list. Releases up to 7.0 put them into a 200. */
export function errorsIn(response: HttpResponse): JsonObject | null {
  const errors = member(parsed(response.text), 'errors');
  return isObject(errors) ? errors : null;
}
