import type { Json } from '../../model/json.ts';
import { nearest } from '../../model/nearest.ts';
import type { Finding } from '../provider.ts';
import { error } from './finding.ts';
import type { CouchbaseLimits } from './limits.ts';
import { spelled } from './release.ts';
import { sortedIds } from './spelling.ts';
import type { Descriptor } from './wire.ts';

export type WrittenEvent = number | string;
type Catalogue = Pick<CouchbaseLimits, 'uuid' | 'lowest' | 'descriptors' | 'fixed'>;

/** What a list of written events comes to. */
export interface ResolvedEvents {
  /** Ascending ids; then, as written, what fits no event or several: it must not look as if it were left out. */
  readonly events: readonly WrittenEvent[];
  /** Index in the written list of ids that are written otherwise. */
  readonly writtenAt: ReadonlyMap<number, number>;
  readonly findings: readonly Finding[];
}

/** Ids of events written as ids or `module/name`; this cluster's own list of filterable events, and what it has off, decide. */
export function resolveEvents(
  written: readonly WrittenEvent[],
  catalogue: Catalogue,
  off: readonly Json[],
): ResolvedEvents {
  const ids: number[] = [];
  const unknown: WrittenEvent[] = [];
  const writtenAt = new Map<number, number>();
  const findings: Finding[] = [];
  for (const [index, event] of written.entries()) {
    const found = eventsLike(event, catalogue.descriptors ?? []);
    const id = idOf(event);
    if (found.length === 1) {
      ids.push(found[0]!.id);
      if (String(event) !== String(found[0]!.id)) writtenAt.set(found[0]!.id, index);
    }
    // Without the list the server judges ids; an id that it shows as off can be off.
    else if (id !== null && (catalogue.descriptors === null || off.includes(id))) ids.push(id);
    else {
      unknown.push(event);
      findings.push(notOne(event, found, catalogue, `/spec/disabled/${index}`));
    }
  }
  return { events: [...sortedIds(ids), ...new Set(unknown)], writtenAt, findings };
}

/** Names, and the default, mean nothing without the cluster's list of events; ids can be compared without it. */
export function needsCatalogue(disabled: Json): boolean {
  return disabled === null || writtenEvents(disabled).some((event) => idOf(event) === null);
}

function idOf(event: WrittenEvent): number | null {
  return typeof event === 'number' ? event : /^\d+$/.test(event) ? Number(event) : null;
}

/** Names repeat across modules and may hold slashes; module names hold none. */
export function eventsLike(event: WrittenEvent, events: readonly Descriptor[]): readonly Descriptor[] {
  const id = idOf(event);
  const { byId, byName } = indexOf(events);
  if (id === null) return byName.get(String(event)) ?? [];
  const found = byId.get(id);
  return found === undefined ? [] : [found];
}

interface EventIndex {
  /** Ids are unique: the list would not have been read otherwise. */
  readonly byId: ReadonlyMap<number, Descriptor>;
  /** By `module/name`. */
  readonly byName: ReadonlyMap<string, readonly Descriptor[]>;
}

const indices = new WeakMap<readonly Descriptor[], EventIndex>();

/** Made once a list: clusters of one release share theirs. */
function indexOf(events: readonly Descriptor[]): EventIndex {
  const known = indices.get(events);
  if (known !== undefined) return known;
  const byName = new Map<string, Descriptor[]>();
  for (const event of events.filter(({ module }) => !module.includes('/'))) {
    const name = `${event.module}/${event.name}`;
    byName.set(name, [...(byName.get(name) ?? []), event]);
  }
  const index = { byId: new Map(events.map((event) => [event.id, event])), byName };
  indices.set(events, index);
  return index;
}

export function writtenEvents(disabled: Json | undefined): readonly WrittenEvent[] {
  return Array.isArray(disabled) ? (disabled as readonly WrittenEvent[]) : [];
}

function notOne(event: WrittenEvent, found: readonly Descriptor[], catalogue: Catalogue, path: string): Finding {
  const written = JSON.stringify(event);
  if (found.length > 1) {
    return error('AF402', path, `${written} fits the events ${found.map(({ id }) => id).join(', ')}.`, 'Write the id.');
  }
  const cluster = `cluster ${catalogue.uuid} (release ${spelled(catalogue.lowest)})`;
  const [fixed] = eventsLike(event, catalogue.fixed ?? []);
  if (fixed !== undefined) {
    const message = `${written} (${fixed.id}, ${fixed.module}/${fixed.name}) cannot be switched off on ${cluster}: it is recorded whenever auditing is on.`;
    return error('AF402', path, message, 'Take it out of disabled.');
  }
  return error('AF402', path, `There is no filterable event ${written} on ${cluster}.`, suggestion(event, catalogue));
}

function suggestion(event: WrittenEvent, { descriptors }: Catalogue): string {
  const text = String(event);
  const named = text.includes('/');
  const known = (descriptors ?? []).map(({ module, name }) => ({ name, full: `${module}/${name}` }));
  const elsewhere = known.filter(({ name }) => named && name === text.slice(text.indexOf('/') + 1));
  const candidates = (elsewhere.length > 0 ? elsewhere : known).map(({ full }) => full);
  if (elsewhere.length > 1) return `Did you mean one of \`${candidates.join('`, `')}\`?`;
  const near = elsewhere.length === 1 ? candidates[0]! : named ? nearest(text, candidates) : null;
  return near === null
    ? 'GET /settings/audit/descriptors lists the events that can be switched off.'
    : `Did you mean \`${near}\`?`;
}
