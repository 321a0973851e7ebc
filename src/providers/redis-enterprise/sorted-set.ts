import { canonicalCidr, canonicalIp } from './network-address.ts';

function sorted(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort((left, right) => (left < right ? -1 : Number(left > right)));
}

/** Without repeats, by code unit. */
export function sortedTexts(items: readonly string[]): readonly string[] {
  return sorted(items);
}

/** In one spelling for each address; what is no address stays as it is. */
export function sortedIps(items: readonly string[]): readonly string[] {
  return sorted(items.map((item) => canonicalIp(item) ?? item));
}

/** In one spelling for each range; what is no range stays as it is. */
export function sortedCidrs(items: readonly string[]): readonly string[] {
  return sorted(items.map((item) => canonicalCidr(item) ?? item));
}
