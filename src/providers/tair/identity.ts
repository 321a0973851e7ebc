import { digest } from '../../model/digest.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Connection } from '../../model/manifest.ts';
import { regionUrl } from './endpoint.ts';

/** Instance ids never change and belong to one region; names are neither unique nor lasting. */
export function identityOf(target: JsonObject, region: string | null): string {
  return `tair/${region ?? ''}/${String(target.InstanceId)}`;
}

/** Retention is one value per account and region; offline the account shows only through the key that is used. */
export function regionKey({ region, endpoint, credentials }: Connection): string {
  const key = credentials?.accessKeyId ?? null;
  const account: Json = {
    endpoint: endpoint === null ? regionUrl(region ?? '') : typeof endpoint === 'string' ? endpoint : { ...endpoint },
    key: key === null || typeof key === 'string' ? key : { ...key },
  };
  return `tair/${region ?? ''}/${digest(account).slice('sha256:'.length, 'sha256:'.length + 12)}`;
}
