import type { Node } from './wire.ts';

const HOST = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?::(\d{1,5}))?$/;
/** Where nodes answer over TLS unless they name another port. */
const TLS_PORT = 18_091;

/**
 * Base URL of a node that the authenticated endpoint lists: https when the endpoint is https, never less. Null for an
 * address that cannot be used from here: a node that calls itself localhost on another machine, or one that the password
 * would reach unencrypted over a network although the endpoint was chosen on this machine (a tunnel, a forwarded port).
 */
export function nodeUrl({ hostname, httpsPort }: Pick<Node, 'hostname' | 'httpsPort'>, endpoint: URL): string | null {
  const parts = HOST.exec(hostname);
  if (parts === null) return null;
  const host = parts[1]!;
  if (isLoopback(host) && !isLoopback(endpoint.hostname)) return null;
  const secure = endpoint.protocol === 'https:';
  if (!secure && isLoopback(endpoint.hostname) && !isLoopback(host)) return null;
  const url = secure ? `https://${host}:${httpsPort ?? TLS_PORT}` : `http://${host}:${parts[2] ?? '8091'}`;
  return URL.canParse(url) ? new URL(url).origin : null;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host);
}
