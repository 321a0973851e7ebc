import { AUDIT_EVENTS, type AuditEvent } from './event-table.ts';
import type { AddedEvent, CouchbaseState } from './state.ts';
import { clusterVersion, isAtLeast, nodeVersion } from './version.ts';

/** Events that can be switched off; the list follows the cluster, so it changes with the last upgraded node. */
export function filterableEvents(state: CouchbaseState): AddedEvent[] {
  return eventsOf(state, clusterVersion(state)).filter((event) => event.filterable);
}

/** Events that cannot; each node reads them from a file of its own release (ns_audit_cfg.erl). */
export function nonFilterableEvents(state: CouchbaseState, node: number): AddedEvent[] {
  return eventsOf(state, nodeVersion(state, node)).filter((event) => !event.filterable);
}

/** The form of both descriptor URLs. */
export function descriptors(events: readonly AddedEvent[]): object[] {
  return events.map(({ id, name, module, description }) => ({ id, name, module, description }));
}

function eventsOf(state: CouchbaseState, version: string): AddedEvent[] {
  const released = AUDIT_EVENTS.filter(({ since }) => isAtLeast(version, since)).map((event) =>
    inRelease(event, version),
  );
  const byId = new Map([...released, ...state.addedEvents].map((event) => [event.id, event]));
  return [...byId.values()].sort((left, right) => left.id - right.id);
}

function inRelease(event: AuditEvent, version: string): AddedEvent {
  const { id, name, module, offByDefault, filterableSince } = event;
  const filterable = filterableSince !== null && isAtLeast(version, filterableSince);
  return { id, name, module, description: `${name} (${module})`, filterable, offByDefault };
}
