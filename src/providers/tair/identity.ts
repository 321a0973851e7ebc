import { digest } from '../../model/digest.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Connection } from '../../model/manifest.ts';
import { ACCESS_KEY_ID } from './access-key.ts';

/** Instance ids never change and belong to one region; names are neither unique nor lasting. */
export function identityOf(target: JsonObject, region: string | null): string {
  return `tair/${region ?? ''}/${String(target.InstanceId)}`;
}

/** Retention is one value per account and region; offline the account shows only through the key that is used. */
export function regionKey({ region, endpoint, credentials }: Connection): string {
  // Without credentials it is the variable's key.
  const key = credentials?.accessKeyId ?? { fromEnv: ACCESS_KEY_ID };
  const account: Json = {
    endpoint: endpoint === null ? VENDOR : typeof endpoint === 'string' ? serverOf(endpoint) : { ...endpoint },
    key: typeof key === 'string' ? key : { ...key },
  };
  return `tair/${region ?? ''}/${digest(account).slice('sha256:'.length, 'sha256:'.length + 12)}`;
}

const VENDOR = 'the vendor';

/** All of the vendor's own hosts, public or inside a VPC, change the same settings. */
function serverOf(endpoint: string): string {
  const plain = endpoint.toLowerCase().replace(/\/+$/, '');
  return /^https?:\/\/r-kvstore(-vpc)?(\.[-a-z0-9]+)?\.aliyuncs\.com(:\d+)?$/.test(plain) ? VENDOR : plain;
}
