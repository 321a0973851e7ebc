import type { TairApi } from './api.ts';
import { isProviderError } from '../provider-error.ts';
import { isAnswerless } from './refusal.ts';
import { neverAudited } from './support.ts';
import type { AuditConfig, Instance } from './wire.ts';

const PAGE = 50;
const MAX_PAGES = 400;
const MAX_LISTINGS = 3;
/** Looking up who shares the retention ends here. */
const MAX_LOOKUPS = 200;
const AT_ONCE = 8;
/** One plan asks for all its targets within moments; who applies it later, or after a question, needs to know anew. */
const FRESH_MS = 10_000;

export interface Listing {
  readonly instances: readonly Instance[];
  /** False when the list kept shifting between pages. */
  readonly complete: boolean;
}

export interface Audited {
  readonly id: string;
  /** Days; null: not said. */
  readonly retention: number | null;
}

export interface Neighbours {
  readonly audited: readonly Audited[];
  /** Instances that were not asked, or did not answer. */
  readonly unknown: number;
}

export interface RegionRetention {
  /** Days; null: no other instance that is audited says. */
  readonly days: number | null;
  /** The most that instances show that are off. Perhaps what the region keeps, perhaps what it kept once. */
  readonly idle: number | null;
  /** False: one that was not asked, or did not answer, may know better. */
  readonly sure: boolean;
}

/** What the instances of the account's region say together. Answers are kept for moments, and not beyond a write. */
export interface Region {
  list(): Promise<Listing>;
  /** All other instances with auditing on, 200 lookups at most. */
  neighbours(id: string): Promise<Neighbours>;
  /**
   * The region's retention, as the first other instances that are audited say. It outlives the last of them: switching
   * that one off leaves what was seen before.
   */
  retention(id: string): Promise<RegionRetention>;
  /** What an audited instance shows, or a write that was accepted has set. */
  saw(days: number): void;
  /** The next answers are to be new ones. */
  forget(): void;
  /** After a write nothing known before is worth anything; `id` is where to look first. */
  wrote(id: string): void;
}

/** Null: auditing is surely not on. */
type Answer = AuditConfig | 'unknown' | null;

export function createRegion(api: TairApi, now: () => number): Region {
  const written = new Set<string>();
  // Where writes are under way, an answer is old at once.
  const answers = createMemory<Answer>(now, () => written.size === 0);
  const lists = createMemory<Listing>(now, () => true);
  let seen: number | null = null;
  const answer = (id: string) => answers.get(id, () => ask(api, id));
  const list = () => lists.get('', () => listInstances(api));
  const others = async (id: string) => {
    const { instances } = await list();
    const able = instances.filter((other) => other.id !== id && neverAudited(other) === null);
    return able.map((other) => other.id).sort((left, right) => Number(written.has(right)) - Number(written.has(left)));
  };
  return {
    list,
    neighbours: async (id) => {
      const ids = await others(id);
      const { complete } = await list();
      const found = await askAll(ids.slice(0, MAX_LOOKUPS), answer, () => false);
      const unknown = found.filter(([, config]) => config === 'unknown').length;
      const unasked = Math.max(ids.length - MAX_LOOKUPS, 0) + (complete ? 0 : 1);
      return { audited: found.flatMap(auditedOf), unknown: unknown + unasked };
    },
    retention: async (id) => {
      const all = await others(id);
      const ids = all.slice(0, MAX_LOOKUPS);
      // What this run set is newer than what others may still show.
      const ours = ids.filter((other) => written.has(other));
      const first = await firstDays(ours, answer);
      const found = first.days === null ? await firstDays(ids.slice(ours.length), answer) : first;
      if (found.days !== null) {
        seen = found.days;
        return found;
      }
      const asked = first.sure && found.sure && ids.length === all.length && (await list()).complete;
      return { days: seen, idle: most([first.idle, found.idle]), sure: asked || seen !== null };
    },
    saw: (days) => {
      seen = days;
    },
    forget: () => answers.clear(),
    wrote: (id) => {
      written.add(id);
      answers.clear();
    },
  };
}

/** Asks once and remembers for moments; what went wrong is not remembered. */
function createMemory<T>(now: () => number, worthKeeping: () => boolean) {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return {
    get: (key: string, ask: () => Promise<T>): Promise<T> => {
      const earlier = known.get(key);
      if (earlier !== undefined && now() - earlier.at < FRESH_MS) return earlier.answer;
      const answer = ask();
      if (worthKeeping()) known.set(key, { at: now(), answer });
      answer.catch(() => known.delete(key));
      return answer;
    },
    clear: () => known.clear(),
  };
}

/** Days as the first instances say that know them. */
async function firstDays(ids: readonly string[], answer: (id: string) => Promise<Answer>): Promise<RegionRetention> {
  const answers = (await askAll(ids, answer, (config) => daysOf(config) !== null)).map(([, config]) => config);
  const days = most(answers.map(daysOf));
  const configs = answers.filter((config) => config !== null && config !== 'unknown');
  const idle = most(configs.map(({ enabled, retention }) => (enabled ? null : retention)));
  // One that is audited, but does not say for how many days, leaves it as open as one that does not answer.
  const told = configs.every(({ enabled, retention }) => !enabled || retention !== null);
  return { days, idle, sure: days !== null || (told && !answers.includes('unknown')) };
}

/**
 * What the region keeps, as far as an instance that is off can know: when nobody is audited, the most that any shows,
 * since too much only asks for consent, and too little would delete records without a word.
 */
export function keptDays({ days, idle }: Pick<RegionRetention, 'days' | 'idle'>, own: number | null): number | null {
  return days ?? most([idle, own]);
}

function most(values: readonly (number | null)[]): number | null {
  const days = values.filter((value) => value !== null);
  return days.length === 0 ? null : Math.max(...days);
}

/** Every instance, each once. Pages shift when instances come and go: then the list is read again. */
async function listInstances(api: TairApi): Promise<Listing> {
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
    if (complete || attempt === MAX_LISTINGS) return { instances: [...found.values()], complete };
  }
}

async function ask(api: TairApi, id: string): Promise<Answer> {
  try {
    return await api.describeAuditLogConfig(id);
  } catch (error) {
    // A neighbour that is changing just now keeps nobody else waiting.
    if (isProviderError(error) && error.code === 'AF407') return 'unknown';
    if (!isAnswerless(error)) throw error;
    return error.code === 'AF305' || error.code === 'AF306' ? null : 'unknown';
  }
}

/** Asks a few at a time, and no more once `enough` holds for one of them. */
async function askAll(
  ids: readonly string[],
  answer: (id: string) => Promise<Answer>,
  enough: (answer: Answer) => boolean,
): Promise<[string, Answer][]> {
  const found: [string, Answer][] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = ids.slice(start, start + AT_ONCE);
    const answers = await Promise.all(some.map(async (id): Promise<[string, Answer]> => [id, await answer(id)]));
    found.push(...answers);
    if (answers.some(([, config]) => enough(config))) break;
  }
  return found;
}

function auditedOf([id, config]: [string, Answer]): Audited[] {
  return config !== null && config !== 'unknown' && config.enabled ? [{ id, retention: config.retention }] : [];
}

/** Of an instance that is audited; what one shows that is off need not be what the region keeps. */
function daysOf(config: Answer): number | null {
  return config !== null && config !== 'unknown' && config.enabled ? config.retention : null;
}
