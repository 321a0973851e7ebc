import type { TairApi } from './api.ts';
import type { Instance } from './wire.ts';

const PAGE = 50;
const MAX_PAGES = 400;
const MAX_LISTINGS = 3;

export interface Listing {
  readonly instances: readonly Instance[];
  readonly byId: ReadonlyMap<string, Instance>;
  /** False when the list kept shifting between pages. */
  readonly complete: boolean;
}

/** Every instance, each once. Pages shift when instances come and go: then the list is read again. */
export async function listInstances(api: TairApi): Promise<Listing> {
  for (let attempt = 1; ; attempt++) {
    const found = new Map<string, Instance>();
    const totals = new Set<number>();
    for (let page = 1; page <= MAX_PAGES; page++) {
      const { instances, total } = await api.describeInstances(page, PAGE);
      for (const instance of instances) found.set(instance.id, instance);
      totals.add(total);
      if (instances.length === 0 || found.size >= total) break;
    }
    const complete = totals.size === 1 && found.size >= Math.max(...totals);
    if (complete || attempt === MAX_LISTINGS) return { instances: [...found.values()], byId: found, complete };
  }
}
