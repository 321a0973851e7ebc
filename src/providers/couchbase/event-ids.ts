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

/** Ids of events written as ids or `module/name`; this cluster's own list of filterable events decides. */
export function eventIds(
  written: readonly WrittenEvent[],
  catalogue: Catalogue,
): { readonly ids: number[]; readonly findings: Finding[] } {
  const ids: number[] = [];
  const findings: Finding[] = [];
  for (const [index, event] of written.entries()) {
    const found = eventsLike(event, catalogue.descriptors ?? []);
    if (found.length === 1) ids.push(found[0]!.id);
    else findings.push(notOne(event, found, catalogue, `/spec/disabled/${index}`));
  }
  return { ids: sortedIds(ids), findings };
}

/** Names repeat across modules and may hold slashes; module names hold none. */
export function eventsLike(event: WrittenEvent, events: readonly Descriptor[]): readonly Descriptor[] {
  const id = typeof event === 'number' ? event : /^\d+$/.test(event) ? Number(event) : null;
  if (id !== null) return events.filter((candidate) => candidate.id === id);
  const text = String(event);
  const slash = text.indexOf('/');
  return events.filter(({ module, name }) => module === text.slice(0, slash) && name === text.slice(slash + 1));
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
  const named = typeof event === 'string' && event.includes('/');
  const near = named
    ? nearest(
        event,
        (descriptors ?? []).map(({ module, name }) => `${module}/${name}`),
      )
    : null;
  return near === null
    ? 'GET /settings/audit/descriptors lists the events that can be switched off.'
    : `Did you mean \`${near}\`?`;
}
