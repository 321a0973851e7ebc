import type { OpenConnection } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';

/** Regions whose host does not begin with `gaussdb` (TaurusDB API Reference, Regions and Endpoints). */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  gaussdbformysql: ['ap-southeast-1', 'ap-southeast-2', 'tr-west-1', 'cn-north-11', 'me-east-1'],
  'gaussdb-mysql': ['af-south-1', 'cn-east-5', 'la-north-2', 'cn-southwest-3'],
};

/** The service's base URL: as given, or by region. Throws AF216 when the connection has neither. */
export function serviceUrl({ endpoint, region }: OpenConnection): string {
  if (endpoint !== null) return endpoint;
  if (region === null)
    throw new ProviderError('The connection has neither endpoint nor region.', {
      code: 'AF216',
      trouble: 'refused',
      fix: 'Add region.',
    });
  const prefix = Object.keys(PREFIXES).find((candidate) => PREFIXES[candidate]!.includes(region)) ?? 'gaussdb';
  return `https://${prefix}.${region}.myhuaweicloud.com`;
}

/**
 * Where tokens are had: as given, or the region's IAM. A service endpoint outside the public cloud never sends a
 * password to the public one: then IAM is looked for beside it.
 */
export function iamUrl(connection: OpenConnection): string {
  if (connection.iamEndpoint !== null) return connection.iamEndpoint;
  const service = new URL(serviceUrl(connection));
  const region = connection.region ?? /^[^.]+\.([^.]+)\.myhuaweicloud\.com$/.exec(service.hostname)?.[1];
  return service.hostname.endsWith('.myhuaweicloud.com') && region !== undefined
    ? `https://iam.${region}.myhuaweicloud.com`
    : service.origin;
}
