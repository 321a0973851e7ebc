import type { Connection } from '../model/manifest.ts';
import type { JsonPointer } from '../model/pointer.ts';
import type { Problem, SourceSpan } from '../model/problem.ts';
import { regionUrl } from '../providers/tair/endpoint.ts';
import { iamUrl, serviceUrl } from '../providers/taurusdb/endpoint.ts';
import type { HostList } from './host-list.ts';
import { isListed, listIt, unlisted } from './host-list.ts';

/** Offline: what of a connection's addresses is known without its environment and not listed. `locate` takes pointers into the connection. */
export function unlistedHosts(
  connection: Connection,
  hosts: HostList,
  locate: (path: JsonPointer) => SourceSpan & { readonly path: JsonPointer },
): Problem[] {
  return addressesOf(connection)
    .filter(({ url }) => URL.canParse(url) && !isListed(hosts, url))
    .map(({ member, url }) => {
      const { host } = new URL(url);
      const name = connection.name === null ? 'The connection' : `Connection ${connection.name}`;
      return {
        code: 'AF220',
        severity: 'error',
        message: `${name}: ${unlisted(host)}.`,
        at: locate(`/${member}`),
        fix: listIt(host),
      };
    });
}

interface Address {
  /** The member that it comes from. */
  readonly member: string;
  readonly url: string;
}

function addressesOf(connection: Connection): Address[] {
  const { endpoint, metricsEndpoint, iamEndpoint } = connection;
  const written = [
    { member: 'endpoint', url: endpoint },
    { member: 'metrics_endpoint', url: metricsEndpoint },
    { member: 'iam_endpoint', url: iamEndpoint },
  ];
  return [
    ...written.filter((address): address is Address => typeof address.url === 'string'),
    ...derivedAddresses(connection),
  ];
}

/** What the vendors' own rules make of a region. */
function derivedAddresses(connection: Connection): Address[] {
  const { system, endpoint, region, iamEndpoint } = connection;
  if (system === 'tair' && endpoint === null && region !== null) return [{ member: 'region', url: regionUrl(region) }];
  if (system !== 'taurusdb' || isVariable(endpoint) || (endpoint === null && region === null)) return [];
  const open = { ...connection, endpoint, metricsEndpoint: null, projectId: null, iamEndpoint: null };
  const member = endpoint === null ? 'region' : 'endpoint';
  return [
    ...(endpoint === null ? [{ member, url: serviceUrl(open) }] : []),
    ...(iamEndpoint === null && logsInWithPassword(connection) && URL.canParse(serviceUrl(open))
      ? [{ member, url: iamUrl(open) }]
      : []),
  ];
}

function isVariable(value: Connection['endpoint']): value is { readonly fromEnv: string } {
  return value !== null && typeof value !== 'string';
}

function logsInWithPassword({ credentials, writeCredentials }: Connection): boolean {
  return [credentials, writeCredentials].some((given) => given !== null && Object.hasOwn(given, 'password'));
}
