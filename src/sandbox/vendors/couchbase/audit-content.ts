import { createHash } from 'node:crypto';
import { filterableEvents } from './live-events.ts';
import type { AuditSettings, AuditUser, CouchbaseState } from './state.ts';
import { clusterVersion } from './version.ts';

/** Settings as they work: `disabled` resolved against the live events and their defaults. */
export interface AuditContent {
  readonly auditdEnabled: boolean;
  readonly disabled: readonly number[];
  readonly disabledUsers: readonly AuditUser[];
  readonly logPath: string | null;
  readonly pruneAge: number | null;
  readonly rotateInterval: number;
  readonly rotateSize: number;
}

export function auditContent(state: CouchbaseState, settings: AuditSettings): AuditContent {
  const { enabled, disabled, ...others } = settings;
  const off = filterableEvents(state)
    .filter(({ id, offByDefault }) => disabled.includes(id) || (offByDefault && !enabled.includes(id)))
    .map(({ id }) => id);
  return { ...others, disabled: off };
}

/** Below 2^27 as Erlang's phash2; deleted users count, and so does the release (ns_audit_cfg.erl massage_params). */
export function uidOf(state: CouchbaseState, content: AuditContent): string {
  const release = clusterVersion(state).split('.').slice(0, 2).join('.');
  const { auditdEnabled, disabled, logPath, pruneAge, rotateInterval, rotateSize } = content;
  const users = content.disabledUsers.map(({ name, domain }) => [name, domain]);
  const text = JSON.stringify([release, auditdEnabled, disabled, users, logPath, pruneAge, rotateInterval, rotateSize]);
  return String(createHash('sha256').update(text).digest().readUInt32BE(0) % 2 ** 27);
}
