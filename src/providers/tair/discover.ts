import type { Discovery } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import type { Call } from './api.ts';
import { listInstances } from './list-instances.ts';
import { auditConfigOf } from './wire.ts';

/** Every instance of the region that can say how it is audited; no call reads many at once. */
export async function* discover(call: Call, region: string): AsyncGenerator<Discovery> {
  for (const { id, type, engine } of await listInstances(call, region)) {
    if (type === 'Memcache' || Number(engine) < 4) continue;
    const config = await call('DescribeAuditLogConfig', { RegionId: region, InstanceId: id }).then(auditConfigOf, (error: unknown) => {
      if (isProviderError(error) && (error.code === 'AF306' || error.code === 'AF305')) return null;
      throw error;
    });
    if (config === null) continue;
    const spec = config.enabled ? { DbAudit: true, Retention: config.retention } : { DbAudit: false };
    yield { name: id.toLowerCase(), target: { InstanceId: id }, spec };
  }
}
