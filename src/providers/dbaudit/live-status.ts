import type { HttpResponse } from '../../http/http-client.ts';
import { isObject } from '../../model/json.ts';
import { objectOf, text } from './wire.ts';

/** GET /databases/{id}/status. Words that the page does not name are passed on as they are. */
export interface LiveStatus {
  readonly connection: string;
  readonly audit: string;
  readonly eventsPerSecond: number | null;
  /** Time of the most recent event. */
  readonly lastEvent: string | null;
  /** Check → word. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Throws AF304 when one of the two words is missing. */
export function liveStatusOf(response: HttpResponse): LiveStatus {
  const body = objectOf(response);
  const collector = isObject(body.collector) ? body.collector : {};
  const last = isObject(body.last_event) ? body.last_event.timestamp : null;
  const checks = Object.entries(isObject(body.health_checks) ? body.health_checks : {}).map(
    ([name, word]) => [name, typeof word === 'string' ? word : 'not a word'] as const,
  );
  return {
    connection: text(body, 'connection_status', response.source),
    audit: text(body, 'audit_status', response.source),
    eventsPerSecond: typeof collector.events_per_second === 'number' ? collector.events_per_second : null,
    lastEvent: typeof last === 'string' ? last : null,
    checks: Object.fromEntries(checks),
  };
}

/** The vendor tries to connect, or sets auditing up. */
export function isUnderWay({ connection, audit }: Pick<LiveStatus, 'connection' | 'audit'>): boolean {
  return connection === 'pending' || audit === 'initializing';
}

/** The vendor says that it is not connected. */
export function isDown({ connection }: Pick<LiveStatus, 'connection'>): boolean {
  return connection === 'error' || connection === 'disconnected';
}
