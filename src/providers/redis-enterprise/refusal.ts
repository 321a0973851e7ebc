import type { HttpResponse } from '../../http/http-client.ts';
import { isObject, member } from '../../model/json.ts';
import { ProviderError } from '../provider-error.ts';
import { odd } from './field.ts';

export interface VendorError {
  readonly code: string | null;
  readonly message: string | null;
}

/** The pages say `message`, the OpenAPI file and live clusters `description`; the body may also be empty or a gateway's text. */
export function vendorErrorOf(response: HttpResponse): VendorError {
  let body: unknown;
  try {
    body = JSON.parse(response.text);
  } catch {
    return { code: null, message: null };
  }
  if (!isObject(body)) return { code: null, message: null };
  const code = member(body, 'error_code');
  const text = [member(body, 'message'), member(body, 'description')].find((item) => typeof item === 'string');
  return {
    code: typeof code === 'string' && /^[\w.-]{1,100}$/.test(code) ? code : null,
    message: typeof text === 'string' && text !== '' ? shortened(text) : null,
  };
}

/** At most 300 printable characters without login headers that a gateway may echo. */
export function shortened(text: string): string {
  const printable = text.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]+/g, ' ');
  const safe = printable
    .replace(/\b(basic|bearer|jwt)\s+[A-Za-z0-9+/=._~-]+/gi, '$1 (removed)')
    .replace(/("?\w*(?:password|_pass|secret|token)\w*"?\s*[:=]\s*)("[^"]*"|\S+)/gi, '$1(removed)');
  return safe.length > 300 ? `${safe.slice(0, 299)}…` : safe;
}

const remedies: Readonly<Record<string, string>> = {
  cannot_delete_audit_config_when_policy_enabled: 'Set policy.db_conns_auditing to false in the manifest.',
  cannot_delete_audit_config_when_bdb_enabled: 'Switch auditing off at every database of the cluster first.',
  db_conns_auditing_config_missing: 'The cluster has no sink: give the manifest a db_conns.',
  audit_settings_config_missing: 'The cluster has no sink: give the manifest a db_conns.',
  db_conns_auditing_missing_config: 'The sink is incomplete: TCP needs audit_port.',
  db_conns_auditing_bad_config:
    "The sink's fields do not go together: local takes no audit_port (going from TCP to local may need the sink removed first); old clusters refuse ports below 1024.",
  db_conns_auditing_bad_address: 'audit_address does not fit audit_protocol.',
  audit_settings_empty_filter_list: 'A filter that is enabled needs at least one entry.',
  audit_settings_invalid_ip_address: 'ip_addresses holds bare IPv4 or IPv6 addresses.',
  audit_settings_invalid_cidr_range: 'cidr_ranges holds IPv4 or IPv6 ranges.',
  audit_settings_filter_list_too_large: 'ip_addresses and cidr_ranges hold 512 entries together at most.',
  not_supported_action_on_crdt:
    'This cluster changes Active-Active databases through their global configuration only; an item with its uid and no settings leaves it out of "*".',
  invalid_schema: "The cluster's version does not know one of the fields sent, or a value is out of its range.",
};

/** AF303: the login is valid but lacks `permission`. */
function notPermitted(response: HttpResponse, permission: string): ProviderError {
  return new ProviderError(
    `${response.source} was answered 403: the user may not do this${said(vendorErrorOf(response))}.`,
    {
      code: 'AF303',
      trouble: 'refused',
      status: 403,
      fix: `The user's management role needs the permission ${permission}; docs/vendors/redis-enterprise.md lists the roles.`,
    },
  );
}

/** What a refused reading call means. AF302, AF303, AF304, AF305, AF306, AF310. */
export function readTrouble(response: HttpResponse, permission: string): ProviderError {
  const { status, source } = response;
  const error = vendorErrorOf(response);
  if (status === 401) return loginRefused(source);
  if (status === 403) return notPermitted(response, permission);
  if (error.code === 'db_conns_auditing_unsupported_by_capability') return unsupported(response, error);
  if (status === 404) return missing(response, error);
  if (status === 406 && source.endsWith('/auditing/db_conns')) return unsupported(response, error);
  if (isServerFailure(status)) return serverFailure(response, error, 'yes');
  if (status >= 300 && status < 400) return strayRedirect(response);
  return odd(source, `status ${status}${said(error)}`);
}

/** What a refused write means: `busy`, `unavailable`, or final with AF502. By code first: most statuses are not documented. */
export function writeTrouble(response: HttpResponse, permission: string): ProviderError {
  const { status, source } = response;
  const error = vendorErrorOf(response);
  if (status === 401) return loginRefused(source);
  if (error.code === 'db_conns_auditing_unsupported_by_capability') return unsupported(response, error);
  const remedy = error.code !== null && Object.hasOwn(remedies, error.code) ? remedies[error.code]! : null;
  if (remedy !== null) return refused(response, error, 'refused', remedy);
  if (error.code === 'busy' || error.code === 'config_edit_conflict') return refused(response, error, 'busy', BUSY);
  if (status === 403) return notPermitted(response, permission);
  if (status === 404) return missing(response, error);
  if (isServerFailure(status)) return serverFailure(response, error, 'maybe');
  if (status >= 300 && status < 400) return strayRedirect(response);
  return status === 409 ? refused(response, error, 'busy', BUSY) : refused(response, error, 'refused');
}

const BUSY = 'Another change is under way; run the same command again when it has ended.';

function refused(response: HttpResponse, error: VendorError, trouble: 'busy' | 'refused', fix?: string): ProviderError {
  return new ProviderError(`${response.source} was refused with ${response.status}${said(error)}.`, {
    ...details(response, error),
    code: 'AF502',
    trouble,
    sent: 'yes',
    ...(fix === undefined ? {} : { fix }),
  });
}

function said(error: VendorError): string {
  const parts = [error.code, error.message].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` (${parts.join(': ')})`;
}

function isServerFailure(status: number): boolean {
  return status >= 500 && status !== 501 && status !== 505;
}

function details(response: HttpResponse, error: VendorError) {
  return { status: response.status, ...(error.code === null ? {} : { vendorCode: error.code }) };
}

function loginRefused(source: string): ProviderError {
  return new ProviderError(`${source} was answered 401: the login is wrong, locked, or Basic login is switched off.`, {
    code: 'AF302',
    trouble: 'refused',
    status: 401,
    fix: 'Check user name and password. Five failed logins lock the account for 30 minutes.',
  });
}

function missing(response: HttpResponse, error: VendorError): ProviderError {
  return new ProviderError(`${response.source} was answered 404${said(error)}.`, {
    ...details(response, error),
    code: 'AF305',
    trouble: 'refused',
    fix: 'Check that the endpoint is the cluster manager REST API (port 9443).',
  });
}

function unsupported(response: HttpResponse, error: VendorError): ProviderError {
  return new ProviderError(
    `${response.source} was answered ${response.status}: not every node supports auditing${said(error)}.`,
    {
      ...details(response, error),
      code: 'AF306',
      trouble: 'refused',
      fix: 'Auditing needs 6.2.18 or later on all nodes; finish the upgrade first.',
    },
  );
}

function serverFailure(response: HttpResponse, error: VendorError, sent: 'yes' | 'maybe'): ProviderError {
  return new ProviderError(`${response.source} was answered ${response.status}${said(error)}.`, {
    ...details(response, error),
    code: 'AF310',
    trouble: 'unavailable',
    sent,
    fix: 'The node may be down or not part of the cluster; try again or use another node.',
  });
}

function strayRedirect(response: HttpResponse): ProviderError {
  return new ProviderError(
    `${response.source} was answered ${response.status}, leading to ${placeOf(response)}, which is not known to be this cluster; it was not followed.`,
    {
      code: 'AF304',
      trouble: 'refused',
      status: response.status,
      fix: "Point the endpoint at the cluster's name or primary node, or set handle_redirects on the cluster.",
    },
  );
}

/** Scheme, host and port only. */
function placeOf(response: HttpResponse): string {
  const { location } = response.headers;
  const base = response.source.replace(/^\S+ /, '');
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).origin : 'an unknown address';
}
