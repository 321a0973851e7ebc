import { isIP } from 'node:net';
import type { JsonObject } from '../../model/json.ts';

/** Hosts as DB Audit surely takes for one: letter case, a closing dot and the spelling of an IP address do not tell apart. */
export function plainHost(host: string): string {
  const plain = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return isIP(plain) === 6 ? new URL(`http://[${plain}]`).hostname.slice(1, -1) : plain;
}

/** The natural key of a monitored database. */
export function tripleOf(target: JsonObject): string {
  return `${plainHost(String(target.host))}:${String(target.port)}/${String(target.database)}`;
}
