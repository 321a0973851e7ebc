import type { HttpClientOptions } from '../../http/http-client.ts';
import { hostOf } from './network-address.ts';

type Redirect = NonNullable<HttpClientOptions['redirect']>;

/**
 * A node that is not the primary answers 307 with the primary's address. Followed only to the host asked, the
 * endpoint's host, a node of the cluster or the cluster's name in the manifest, for the very same path and query, and
 * never from https to http, because the credentials go along.
 */
export function redirectGuard(endpoint: URL, knownHosts: ReadonlySet<string>): Redirect {
  return (response, request) => {
    if (response.status !== 307 && response.status !== 308) return null;
    const next = locationOf(response.headers.location, request.url);
    if (next === null || next.username !== '' || next.password !== '') return null;
    if (next.protocol !== 'https:' && next.protocol !== request.url.protocol) return null;
    if (next.pathname !== request.url.pathname || next.search !== request.url.search) return null;
    if (next.href === request.url.href) return null;
    const host = hostOf(next);
    const known = host === hostOf(request.url) || host === hostOf(endpoint) || knownHosts.has(host);
    return known ? next : null;
  };
}

function locationOf(location: string | undefined, base: URL): URL | null {
  if (location === undefined || !URL.canParse(location, base.href)) return null;
  const next = new URL(location, base);
  return next.protocol === 'https:' || next.protocol === 'http:' ? next : null;
}
