import { ProviderError } from '../providers/provider-error.ts';

/** `..` as a path segment, plain or encoded: URL parsers climb up on it, so an id of that name would ask for something else. */
const dotSegment = /(^|[/\\])(\.|%2e){1,2}(?=[/\\?#]|$)/i;

/** Where a request goes. Absolute URLs often come from answers, so only origins already trusted with credentials will do. */
export function requestUrl(baseUrl: string, trusted: ReadonlySet<string>, target: string): URL {
  const relative = target.startsWith('/');
  if (dotSegment.test(target.split('?')[0]!)) throw refused(`path of ${baseUrl} with a dot segment`);
  const text = relative ? baseUrl + target : target;
  if (!URL.canParse(text)) throw new Error(`Request URLs start with / or are absolute, on ${baseUrl}`);
  const url = new URL(text);
  url.hash = '';
  if (!trusted.has(url.origin)) throw refused(`foreign address ${url.origin}`);
  if (url.username !== '' || url.password !== '') throw refused(`address with credentials on ${url.origin}`);
  return url;
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

function refused(what: string): ProviderError {
  return new ProviderError(`Not sent: ${what}`, { code: 'AF304', trouble: 'refused', sent: 'no' });
}
