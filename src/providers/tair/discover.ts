import type { Discovery } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import type { TairApi } from './api.ts';
import { readConfig, type Reading } from './read-config.ts';
import type { Region } from './region.ts';
import { support } from './support.ts';

/** Every instance of the region that can say how it is audited; no call reads many at once. */
export async function* discover(api: TairApi, region: Region): AsyncGenerator<Discovery> {
  const { instances } = await region.list();
  for (const instance of instances) {
    if (support(instance).verdict === 'no') continue;
    const reading = await readConfig(api, instance.id).catch(unreadable);
    if (reading === null || reading.unsupported) continue;
    const { enabled, retention } = reading;
    const spec = enabled
      ? { DbAudit: true, ...(retention === null ? {} : { Retention: retention }) }
      : { DbAudit: false };
    yield { name: instance.id.toLowerCase(), target: { InstanceId: instance.id }, spec };
  }
}

/** Gone since it was listed, or unable to tell: skipped. A missing permission concerns them all. */
function unreadable(error: unknown): Reading | null {
  if (isProviderError(error) && /^AF30[4567]$|^AF407$/.test(error.code)) return null;
  throw error;
}
