import { ProviderError } from '../providers/provider-error.ts';

/** `..` as a path segment, plain or encoded: URL parsers climb up on it, so an id of that name would ask for something else. */
const dotSegment = /(^|[/\\])(\.|%2e){1,2}(?=[/\\?#]|$)/i;

/** A client's own address, parsed once. */
export interface Base {
  readonly url: string;
  readonly origin: string;
}

/** An address and its origin, which URL works out anew each time. */
export interface Target {
  readonly url: URL;
  readonly origin: string;
}

/** Where a request goes. Absolute URLs often come from answers, so only origins already trusted with credentials will do. */
export function requestUrl(base: Base, trusted: ReadonlySet<string>, target: string): Target {
  const relative = target.startsWith('/');
  const end = target.indexOf('?');
  if (dotSegment.test(end < 0 ? target : target.slice(0, end))) throw refused(`path of ${base.url} with a dot segment`);
  const url = parsed(relative ? base.url + target : target, base.url);
  if (target.includes('#')) url.hash = '';
  // What follows the base URL begins with a slash, so it can change neither host nor user.
  if (relative) return { url, origin: base.origin };
  const { origin } = url;
  if (!trusted.has(origin)) throw refused(`foreign address ${origin}`);
  if (url.username !== '' || url.password !== '') throw refused(`address with credentials on ${origin}`);
  return { url, origin };
}

function parsed(text: string, baseUrl: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new Error(`Request URLs start with / or are absolute, on ${baseUrl}`);
  }
}

/** A redirect that the provider vouches for must still not lead from TLS into the open. */
export function checkRedirect(from: URL, to: URL): URL {
  if (to.protocol !== 'https:' && to.protocol !== 'http:')
    throw refused(`redirect from ${from.origin} to ${to.protocol}`);
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw refused(`redirect from ${from.origin} to unencrypted ${to.origin}`);
  }
  if (to.username !== '' || to.password !== '') throw refused(`redirect from ${from.origin} with credentials in it`);
  return new URL(to);
}

/** Set by providers themselves at times; not for another host. */
const personal = new Set(['authorization', 'cookie', 'x-auth-token', 'x-api-key', 'proxy-authorization']);

export function withoutPersonal(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !personal.has(name)));
}

function refused(what: string): ProviderError {
  return new ProviderError(`Not sent: ${what}`, {
    code: 'AF304',
    trouble: 'refused',
    sent: 'no',
    fix: "Check the endpoint of the connection: what answers there leads elsewhere than the vendor's API would.",
  });
}
