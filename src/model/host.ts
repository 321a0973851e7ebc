import { isPrintable } from './unprintable.ts';

/** Names that a resolver can look up; `_` stands in those of containers. */
const NAME = /^[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?(\.[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?)*\.?$/;
const LONGEST_NAME = 253;
const BASE_URL = /^https?:\/\/(?<host>\[[^\]]*\]|[^\s:/?#@\\]+)(?::\d*)?(?:\/[^\s?#\\]*)?$/i;

/** The host as URLs spell it: a name, an IPv4 address, or an IPv6 address in brackets. Null where the text is none of these. */
export function hostOf(text: string): string | null {
  if (!/^(\[[^\]]*\]|[^\s:/?#@\\]+)$/.test(text) || !isPrintable(text)) return null;
  const url = `http://${text}`;
  if (!URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  return hostname.startsWith('[') || (NAME.test(hostname) && hostname.length <= LONGEST_NAME) ? hostname : null;
}

/**
 * The base URL that a text stands for, without slash at its end. Null where it has no host, a user, a query or a
 * fragment, be they empty, or anything that cannot be seen: a URL parser drops some of that in silence.
 */
export function baseUrlOf(text: string): string | null {
  const host = BASE_URL.exec(text)?.groups?.host;
  if (host === undefined || hostOf(host) === null || !isPrintable(text) || !URL.canParse(text)) return null;
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/** What is wrong with a text that `baseUrlOf` has no URL for. Never repeats it: a URL with a password is one of the mistakes. */
export function notABaseUrl(text: string): { readonly what: string; readonly fix: string } {
  return isPrintable(text)
    ? {
        what: 'is not an http or https URL of a host without user, query and fragment',
        fix: 'Write it like https://host:port or https://host/prefix.',
      }
    : UNSEEN;
}

/** The same of a text that `hostOf` has no host for. */
export function notAHost(text: string): { readonly what: string; readonly fix: string } {
  return isPrintable(text)
    ? { what: 'is neither a host name nor an IP address', fix: 'Write the host alone, such as db.example.com.' }
    : UNSEEN;
}

const UNSEEN = {
  what: 'holds characters that cannot be seen',
  fix: 'Type it anew by hand: what was pasted holds more than it shows.',
};
