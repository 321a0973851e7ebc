import type { TairApi } from './api.ts';
import { isProviderError } from '../provider-error.ts';
import { type Listing, listInstances } from './list-instances.ts';
import { createMemory, FRESH_MS } from './memory.ts';
import { isAnswerless } from './refusal.ts';
import { neverAudited } from './support.ts';
import type { AuditConfig, Instance } from './wire.ts';

/** Looking up who shares the retention ends here. */
const MAX_LOOKUPS = 200;
const AT_ONCE = 8;

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

/** What the instances of the account's region say together. Answers are kept for moments. */
export interface Region {
  list(): Promise<Listing>;
  /**
   * As the list has it where one was read, however long ago, for what it says of place and kind does not change (its status
   * does); else asked for by itself. Null: the region does not have it.
   */
  instance(id: string): Promise<Instance | null>;
  /** All other instances with auditing on, 200 lookups at most. */
  neighbours(id: string): Promise<Neighbours>;
  /**
   * The region's retention, as the first other instances that are audited say. It outlives the last of them: switching
   * that one off leaves what was seen before. `anew`: nothing that was said before counts.
   */
  retention(id: string, anew?: boolean): Promise<RegionRetention>;
  /** What an instance answered for itself. */
  heard(id: string, config: AuditConfig): void;
  /**
   * A write is about to be sent; `days` is what it sets for the region, null leaves that alone. What it may change is not
   * worth anything from now on. Returns what to call when it was refused.
   */
  wrote(id: string, days: number | null): () => void;
  /** What a write that was accepted has set. */
  set(days: number): void;
}

/** Null: auditing is surely not on. */
type Answer = AuditConfig | 'unknown' | null;

export function createRegion(api: TairApi, now: () => number): Region {
  /** Who this session made keep the days that it sent last. */
  const written = new Set<string>();
  /** What was sent last; until an audited instance shows it, an answer may be from before. */
  let sent: number | null = null;
  let proof: { readonly days: number; readonly at: number } | null = null;
  /** Whom to ask first: it was the last to show what counts. */
  let witness: string | null = null;
  let seen: number | null = null;
  const answers = createMemory<Answer>(now, () => sent === null || proof !== null);
  const lists = createMemory<Listing>(now, () => true);
  const answer = (id: string) => answers.get(id, () => ask(api, id));
  let latest: Listing | null = null;
  const list = () =>
    lists.get('', async () => {
      latest = await listInstances(api);
      return latest;
    });
  const rank = (id: string) => (id === witness ? 2 : Number(written.has(id)));
  const others = async (id: string) => {
    const { instances } = await list();
    const able = instances.filter((other) => other.id !== id && neverAudited(other) === null);
    return able.map((other) => other.id).sort((left, right) => rank(right) - rank(left));
  };
  const shown = (id: string, days: number) => {
    seen = days;
    if (sent !== null && sent !== days) {
      proof = null;
      answers.clear();
      return;
    }
    proof = { days, at: now() };
    witness = id;
  };
  return {
    list,
    instance: async (id) => {
      if (latest === null) await lists.known('')?.catch(() => null);
      return latest?.byId.get(id) ?? api.describeInstance(id);
    },
    neighbours: async (id) => {
      const ids = await others(id);
      const { complete } = await list();
      const found = await askAll(ids.slice(0, MAX_LOOKUPS), answer, () => false);
      const unknown = found.filter(([, config]) => config === 'unknown').length;
      const unasked = Math.max(ids.length - MAX_LOOKUPS, 0) + (complete ? 0 : 1);
      return { audited: found.flatMap(auditedOf), unknown: unknown + unasked };
    },
    retention: async (id, anew = false) => {
      // While this session sets one value, what it has just seen in force need not be asked for again.
      if (!anew && sent !== null && proof !== null && now() - proof.at < FRESH_MS)
        return { days: proof.days, idle: null, sure: true };
      const from = anew ? (other: string) => ask(api, other) : answer;
      const all = await others(id);
      const ids = all.slice(0, MAX_LOOKUPS);
      // What this run set is newer than what others may still show.
      const ours = ids.filter((other) => rank(other) > 0);
      const first = await firstDays(ours, from, 1);
      const found = first.days === null ? await firstDays(ids.slice(ours.length), from) : first;
      if (found.days !== null && found.by !== null) {
        shown(found.by, found.days);
        return found;
      }
      const asked = first.sure && found.sure && ids.length === all.length && (await list()).complete;
      return { days: seen, idle: most([first.idle, found.idle]), sure: asked || seen !== null };
    },
    heard: (id, config) => {
      if (config.enabled && config.retention !== null) shown(id, config.retention);
      answers.put(id, config);
    },
    wrote: (id, days) => {
      answers.forget(id);
      written.delete(id);
      if (days === null) return () => undefined;
      const before = sent;
      written.add(id);
      sent = days;
      if (proof === null || proof.days !== days) {
        proof = null;
        witness = id;
        answers.clear();
      }
      return () => {
        written.delete(id);
        if (sent === days) sent = before;
      };
    },
    set: (days) => {
      seen = days;
    },
  };
}

/** Days as the first instances say that know them, and one of those that say so. `atFirst`: how many are asked at once to begin with. */
async function firstDays(
  ids: readonly string[],
  answer: (id: string) => Promise<Answer>,
  atFirst = AT_ONCE,
): Promise<RegionRetention & { readonly by: string | null }> {
  const found = await askAll(ids, answer, (config) => daysOf(config) !== null, atFirst);
  const answers = found.map(([, config]) => config);
  const days = most(answers.map(daysOf));
  const configs = answers.filter((config) => config !== null && config !== 'unknown');
  const idle = most(configs.map(({ enabled, retention }) => (enabled ? null : retention)));
  // One that is audited, but does not say for how many days, leaves it as open as one that does not answer.
  const told = configs.every(({ enabled, retention }) => !enabled || retention !== null);
  const by = days === null ? null : (found.find(([, config]) => daysOf(config) === days)?.[0] ?? null);
  return { days, idle, sure: days !== null || (told && !answers.includes('unknown')), by };
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
  atFirst = AT_ONCE,
): Promise<[string, Answer][]> {
  const found: [string, Answer][] = [];
  for (let start = 0, size = atFirst; start < ids.length; start += size, size = AT_ONCE) {
    const some = ids.slice(start, start + size);
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
