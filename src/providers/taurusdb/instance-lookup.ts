import { isProviderError } from '../provider-error.ts';
import { isAnswerless } from './refusal.ts';
import type { Instance } from './wire.ts';

/** As many ids as one call takes (huaweicloud-sdk-python-v3, ListGaussMySqlInstanceDetailInfoRequest). */
const MOST_IDS = 20;
/** So many calls go at once; ids that are asked for meanwhile share the next ones. */
const AT_ONCE = 4;

export interface LookupCalls {
  /** Null when the vendor does not know it. */
  one(instanceId: string): Promise<Instance | null>;
  /** Those that there are, of at most 20. */
  several(instanceIds: readonly string[]): Promise<readonly Instance[]>;
}

interface Waiter {
  readonly id: string;
  readonly resolve: (instance: Instance | null) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Looks instances up as they are now: each answer was asked for after it was wanted. Few go by themselves; of many, which
 * the vendor's limits would hold up one by one, up to twenty share a call. What that call does not tell, the single one is
 * asked for; where it is not offered it is not tried again.
 */
export function createInstanceLookup({ one, several }: LookupCalls): (instanceId: string) => Promise<Instance | null> {
  const waiting: Waiter[] = [];
  let flying = 0;
  let offered = true;
  const together = async (group: readonly Waiter[]): Promise<ReadonlyMap<string, Instance>> => {
    try {
      const found = await several([...new Set(group.map(({ id }) => id))]);
      return new Map(found.map((instance) => [instance.id.toLowerCase(), instance]));
    } catch (error) {
      if (isAnswerless(error)) offered = false;
      // One instance that the server stumbles over must not keep the others from being found.
      else if (!isProviderError(error) || error.code !== 'AF310') throw error;
      return new Map();
    }
  };
  const answer = async (group: readonly Waiter[]): Promise<void> => {
    try {
      const found = group.length > 1 ? await together(group) : new Map<string, Instance>();
      await Promise.all(
        group.map(async ({ id, resolve, reject }) => {
          const instance = found.get(id.toLowerCase());
          if (instance !== undefined) resolve(instance);
          else await one(id).then(resolve, reject);
        }),
      );
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };
  const pump = (): void => {
    while (flying < AT_ONCE && waiting.length > 0) {
      flying += 1;
      void answer(waiting.splice(0, MOST_IDS)).then(() => {
        flying -= 1;
        pump();
      });
    }
  };
  return (id) => {
    if (!offered) return one(id);
    return new Promise((resolve, reject) => {
      waiting.push({ id, resolve, reject });
      pump();
    });
  };
}
