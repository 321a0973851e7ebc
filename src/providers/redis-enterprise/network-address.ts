import { isIPv4, isIPv6 } from 'node:net';

/** Address as bytes: 4 for IPv4, 16 for IPv6; null when it is neither. Zone ids are no addresses here. */
function bytesOf(text: string): number[] | null {
  // Most of what is looked at are names: the full pattern of IPv6 is not tried on what cannot be one.
  if (!text.includes(':')) return isIPv4(text) ? text.split('.').map(Number) : null;
  if (text.includes('%') || !isIPv6(text)) return null;
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const middle = new Array<number>(8 - left.length - right.length).fill(0);
  return [...left, ...middle, ...right].flatMap((group) => [group >> 8, group & 255]);
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function textOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const parts: string[] = [];
  for (let index = 0; index < 16; index += 2) parts.push(((bytes[index]! << 8) | bytes[index + 1]!).toString(16));
  return new URL(`http://[${parts.join(':')}]`).hostname.slice(1, -1);
}

/** One spelling for each IPv4 or IPv6 address; null when it is none. */
export function canonicalIp(text: string): string | null {
  const bytes = bytesOf(text);
  return bytes === null ? null : textOf(bytes);
}

/** One spelling for each range, host bits cleared; null when it is no range. */
export function canonicalCidr(text: string): string | null {
  const found = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const bytes = found === null ? null : bytesOf(found[1]!);
  if (found === null || bytes === null) return null;
  const length = Number(found[2]);
  if (length > bytes.length * 8) return null;
  const kept = bytes.map((byte, index) => {
    const bits = Math.min(8, Math.max(0, length - index * 8));
    return byte & (0xff << (8 - bits)) & 0xff;
  });
  return `${textOf(kept)}/${length}`;
}

/** Host names lower case without trailing dot, addresses in one spelling. */
export function canonicalHost(text: string): string {
  const trimmed = text.trim();
  return canonicalIp(trimmed) ?? trimmed.toLowerCase().replace(/\.$/, '');
}

/** An address or a host name; a dotted number that is no address, a URL and host:port are neither. */
export function isHost(text: string): boolean {
  const host = canonicalHost(text);
  if (canonicalIp(host) !== null) return true;
  const labels = host.split('.');
  return (
    host.length <= 253 &&
    labels.every((label) => /^[a-z0-9_]([-a-z0-9_]{0,61}[a-z0-9_])?$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1)!)
  );
}

/** The host of a URL without brackets, comparable with what a node reports as its address. */
export function hostOf(url: URL): string {
  return canonicalHost(url.hostname.replace(/^\[|\]$/g, ''));
}
