import type { OpenConnection } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';

/**
 * Regions whose host does not begin with `gaussdb` (https://support.huaweicloud.com/intl/api-taurusdb/taurusdb_00_0011.html).
 * Terraform says `gaussdb` everywhere; `endpoint` decides where the two should differ in practice.
 */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  gaussdbformysql: ['ap-southeast-1', 'ap-southeast-2', 'tr-west-1', 'cn-north-11', 'me-east-1'],
  'gaussdb-mysql': ['af-south-1', 'cn-east-5', 'la-north-2', 'cn-southwest-3'],
};
/** Clouds of the family, where IAM is a sister of every service's host. */
const FAMILY = /^[^.]+(\.[^.]+\.(?:myhuaweicloud\.(?:com|eu)|otc\.t-systems\.com))$/;

/** The service's base URL: as given, or by region. Throws AF216 when the connection has neither. */
export function serviceUrl({ endpoint, region }: OpenConnection): string {
  if (endpoint !== null) return withoutSlash(endpoint);
  if (region === null)
    throw new ProviderError('The connection has neither endpoint nor region.', {
      code: 'AF216',
      trouble: 'refused',
      sent: 'no',
      fix: 'Add region.',
    });
  const prefix = Object.keys(PREFIXES).find((candidate) => PREFIXES[candidate]!.includes(region)) ?? 'gaussdb';
  return `https://${prefix}.${region}.myhuaweicloud.com`;
}

/**
 * Where tokens are had: as given, or the region's IAM. A service outside the clouds of the family never gets its
 * password sent to them: then IAM is looked for beside it.
 */
export function iamUrl(connection: OpenConnection): string {
  if (connection.iamEndpoint !== null) return withoutSlash(connection.iamEndpoint);
  const service = new URL(serviceUrl(connection));
  const family = FAMILY.exec(service.hostname);
  return family === null ? service.origin : `https://iam${family[1]}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
