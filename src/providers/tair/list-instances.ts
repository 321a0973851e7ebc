import type { Call } from './api.ts';
import { type InstanceFacts, instancesOf } from './wire.ts';

const PAGE = 50;
const MAX_PAGES = 400;

/** Every instance of the region, each once; read again when the count moved between pages, since pages shift then. */
export async function listInstances(call: Call, region: string): Promise<readonly InstanceFacts[]> {
  for (let attempt = 1; ; attempt++) {
    const found = new Map<string, InstanceFacts>();
    const totals = new Set<number>();
    for (let page = 1; page <= MAX_PAGES; page++) {
      const { instances, total } = instancesOf(await call('DescribeInstances', { RegionId: region, PageSize: String(PAGE), PageNumber: String(page) }));
      for (const instance of instances) found.set(instance.id, instance);
      totals.add(total);
      if (instances.length === 0 || page * PAGE >= total) break;
    }
    if (totals.size === 1 || attempt === 3) return [...found.values()];
  }
}
