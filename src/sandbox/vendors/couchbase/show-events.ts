import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { hostOf } from './pools.ts';

const DESCRIPTIONS = { 9216: 'Audit enabled', 9217: 'Audit disabled', 9218: 'Audit configuration changed' } as const;

/** GET /events: real changes only (ns_audit.erl, event_log.erl). */
export function showEvents({ state, origins }: Call): SimulatedReply {
  const events = state.events.map(({ at, node, eventId, changed }) => ({
    timestamp: new Date(at).toISOString(),
    component: 'security',
    severity: 'info',
    event_id: eventId,
    description: DESCRIPTIONS[eventId],
    node: hostOf(origins, node),
    extra_attributes: { changed },
  }));
  return { status: 200, body: { events } };
}
