import { baseUrlOf, hostOf, notABaseUrl, notAHost } from '../model/host.ts';
import { type Json, member } from '../model/json.ts';
import type { JsonPointer } from '../model/pointer.ts';
import { isPrintable } from '../model/unprintable.ts';
import type { Violation } from '../schema/schema-problems.ts';

const HIGHEST_PORT = 65_535;

/** What is wrong with a text; null: nothing. */
type Judge = (text: string) => { readonly what: string; readonly fix: string } | null;

/** Addresses and hosts that fit the schema's patterns and lead nowhere: what opening a connection would refuse. */
export function wrongHosts(document: Json): Violation[] {
  const kind = member(document, 'kind');
  if (kind === 'Project') return wrongEntries(member(member(document, 'spec'), 'hosts'));
  const database = member(member(document, 'target'), 'host');
  return [
    ...(kind === 'Connection'
      ? wrongAddresses(member(document, 'spec'), '/spec')
      : wrongAddresses(member(document, 'connection'), '/connection')),
    // The vendor's own connectors decide what else is a host to them, such as server\instance.
    ...judged('/target/host', database, (text) => (isPrintable(text) ? null : notAHost(text))),
  ];
}

function wrongAddresses(connection: Json | undefined, place: JsonPointer): Violation[] {
  const address = (name: string) =>
    judged(`${place}/${name}`, member(connection, name), (text) =>
      baseUrlOf(text) === null ? notABaseUrl(text) : null,
    );
  const serverName = member(member(connection, 'tls'), 'serverName');
  return [
    ...['endpoint', 'metrics_endpoint', 'iam_endpoint'].flatMap(address),
    ...judged(`${place}/tls/serverName`, serverName, (text) => (isServerName(text) ? null : notAHost(text))),
  ];
}

function wrongEntries(hosts: Json | undefined): Violation[] {
  if (!Array.isArray(hosts)) return [];
  return hosts.flatMap((entry: Json, index) =>
    judged(`/spec/hosts/${index}`, entry, (text) => (isEntry(text) ? null : notAHost(text))),
  );
}

function judged(path: JsonPointer, text: Json | undefined, judge: Judge): Violation[] {
  const wrong = typeof text === 'string' ? judge(text) : null;
  if (wrong === null) return [];
  return [{ code: 'AF202', path, what: 'value', message: `${path} ${wrong.what}.`, fix: wrong.fix }];
}

/** In certificates IPv6 addresses stand without brackets. */
function isServerName(text: string): boolean {
  return hostOf(text) !== null || hostOf(`[${text}]`) !== null;
}

/** `host`, `host:port` or `*.domain`, as a Project lists them. */
function isEntry(text: string): boolean {
  const [, below, host, port = '0'] = /^(\*\.)?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [];
  if (host === undefined || Number(port) > HIGHEST_PORT) return false;
  return hostOf(below === undefined ? host : `any.${host}`) !== null;
}
