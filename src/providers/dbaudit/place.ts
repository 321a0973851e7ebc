import { isIPv6 } from 'node:net';
import type { JsonObject } from '../../model/json.ts';
import { odd } from './wire.ts';

/** The natural key of a monitored database. Null where the vendor says that an object has no such thing. */
export interface Place {
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
}

/** Hosts as DB Audit surely takes for one: letter case, a closing dot and the spelling of an IP address do not tell apart. */
export function plainHost(host: string): string {
  const plain = host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  // An address with a zone has no other spelling, and is none in a URL.
  return plain.includes(':') && !plain.includes('%') && isIPv6(plain)
    ? new URL(`http://[${plain}]`).hostname.slice(1, -1)
    : plain;
}

/** `host:port/database` of a manifest's target, hosts in one spelling. */
export function tripleOf(target: JsonObject): string {
  return `${plainHost(String(target.host))}:${String(target.port)}/${String(target.database)}`;
}

/** Throws AF304: an object whose place is missing or of another type could be the one that is looked for. */
export function placeOf(body: JsonObject, source: string): Place {
  const { host, port, database } = body;
  if (host !== null && (typeof host !== 'string' || host === '')) throw odd(source, 'host is missing or not text');
  if (port !== null && !isPort(port)) throw odd(source, 'port is missing or no port number');
  if (database !== null && (typeof database !== 'string' || database === ''))
    throw odd(source, 'database is missing or not text');
  return { host, port, database };
}

function isPort(port: unknown): port is number {
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/**
 * Whether an object on the same server leaves open where exactly it is: then it may be the one that is looked for, and
 * nothing says that this one is absent. `listed`: what its line of the listing shows.
 */
export function mayBeAt(place: Place, listed: Pick<Place, 'host' | 'port'>, target: JsonObject): boolean {
  const { host, port, database } = { ...place, host: place.host ?? listed.host, port: place.port ?? listed.port };
  const open = place.host === null || place.port === null || database === null;
  const beside = isBeside({ host, port: port ?? Number(target.port), database }, target);
  return open && beside && (database === null || database === target.database);
}

/** Database names are compared to the letter: most engines tell them apart so. */
export function isAt(place: Place, target: JsonObject): boolean {
  return isBeside(place, target) && place.database === target.database;
}

/** The same server, and a database whose name differs in letter case only. */
export function isAlike(place: Place, target: JsonObject): boolean {
  return (
    isBeside(place, target) &&
    place.database !== target.database &&
    place.database?.toLowerCase() === String(target.database).toLowerCase()
  );
}

function isBeside({ host, port }: Place, target: JsonObject): boolean {
  return host !== null && plainHost(host) === plainHost(String(target.host)) && port === target.port;
}
