import type { Discovery } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import type { TairApi } from './api.ts';
import { readConfig, type Reading } from './read-config.ts';
import type { Region } from './region.ts';
import { neverAudited } from './support.ts';

/**
 * Every instance of the region that can say how it is audited; no call reads many at once. Throws ProviderError, at the
 * end and naming them, when some that may be audited could not say: an inventory with silent gaps is worse than none.
 */
export async function* discover(api: TairApi, region: Region): AsyncGenerator<Discovery> {
  const { instances, complete } = await region.list();
  const silent: string[] = [];
  for (const instance of instances) {
    if (neverAudited(instance) !== null) continue;
    const reading = await readConfig(api, instance.id, false).catch(unreadable);
    if (reading === 'silent') silent.push(instance.id);
    if (reading === 'gone' || reading === 'silent' || reading.unsupported) continue;
    const { enabled, retention } = reading;
    const spec = enabled
      ? { DbAudit: true, ...(retention === null ? {} : { Retention: retention }) }
      : { DbAudit: false };
    yield { name: instance.id.toLowerCase(), target: { InstanceId: instance.id }, spec };
  }
  if (silent.length > 0 || !complete) throw gaps(silent, complete);
}

/** A missing permission concerns them all. */
function unreadable(error: unknown): Reading | 'gone' | 'silent' {
  if (!isProviderError(error)) throw error;
  if (error.code === 'AF305') return 'gone';
  if (error.code === 'AF304' || error.code === 'AF306' || error.code === 'AF407') return 'silent';
  throw error;
}

function gaps(silent: readonly string[], complete: boolean): ProviderError {
  const missing = [
    ...(silent.length === 0 ? [] : [`${silent.join(', ')} did not say how they are audited`]),
    ...(complete ? [] : ['the list of instances kept changing while it was read']),
  ];
  return new ProviderError(`Not everything in the region was found: ${missing.join('; ')}.`, {
    code: 'AF304',
    trouble: 'refused',
    fix: 'Look at these instances in the console, and run discover again.',
  });
}
