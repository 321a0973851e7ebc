import type { OpenConnection } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';

/** Regions served by the shared host (r-kvstore SDK endpoint map; Singapore and Hong Kong left it in 2024). */
const SHARED_HOST = new Set(['cn-hangzhou', 'cn-shanghai', 'cn-beijing', 'cn-qingdao', 'cn-wulanchabu', 'cn-heyuan', 'cn-hangzhou-finance', 'cn-beijing-gov-1']);

/** Base URL of the connection's region, unless it names one. */
export function serviceUrl({ endpoint, region }: OpenConnection): string {
  if (endpoint !== null) return endpoint;
  return SHARED_HOST.has(region ?? '') ? 'https://r-kvstore.aliyuncs.com' : `https://r-kvstore.${regionOf({ region })}.aliyuncs.com`;
}

/** Throws AF216 without a region: half of the calls need its id. */
export function regionOf({ region }: Pick<OpenConnection, 'region'>): string {
  if (region === null) throw new ProviderError('The connection has no region.', { code: 'AF216', trouble: 'refused', fix: 'Add region.' });
  return region;
}
