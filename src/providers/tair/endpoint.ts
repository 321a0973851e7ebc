import { ProviderError } from '../provider-error.ts';

/** Regions served by the shared host (r-kvstore SDK endpoint map; Singapore and Hong Kong left it in 2024). */
const SHARED_HOST = new Set([
  'cn-hangzhou',
  'cn-shanghai',
  'cn-beijing',
  'cn-qingdao',
  'cn-wulanchabu',
  'cn-heyuan',
  'cn-hangzhou-finance',
  'cn-beijing-gov-1',
]);

/** Base URL of a region ("Endpoints" of R-kvstore 2015-01-01). */
export function regionUrl(region: string): string {
  return SHARED_HOST.has(region) ? 'https://r-kvstore.aliyuncs.com' : `https://r-kvstore.${region}.aliyuncs.com`;
}

/** The writing call names no region, so the region must be certain: throws AF216 without one. */
export function regionOf({ region }: { readonly region: string | null }): string {
  if (region !== null && region !== '') return region;
  throw new ProviderError('The connection has no region.', {
    code: 'AF216',
    trouble: 'refused',
    sent: 'no',
    fix: 'Add the region of the instances, such as cn-hangzhou.',
  });
}
