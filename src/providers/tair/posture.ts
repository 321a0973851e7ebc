import type { JsonObject } from '../../model/json.ts';
import type { Posture } from '../../model/posture.ts';

/** Only write commands are recorded, never reads (Tair user guide, "Audit logs"). */
export function posture({ DbAudit, Retention }: JsonObject): Posture {
  const kept = typeof Retention === 'number' ? { retentionDays: Retention } : {};
  if (DbAudit === undefined) return kept;
  if (DbAudit !== true) return { enabled: 'off', recorded: [], verified: true };
  return {
    enabled: 'on',
    ...kept,
    recorded: ['dml-write'],
    excluded: ['dml-read'],
    sink: 'Simple Log Service',
    verified: true,
  };
}
