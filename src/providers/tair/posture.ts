import type { JsonObject } from '../../model/json.ts';
import type { Posture } from '../../model/posture.ts';

/** Only write commands are recorded, never reads (Tair user guide, Audit logs). */
export function posture({ DbAudit, Retention }: JsonObject): Posture {
  if (DbAudit === undefined) return Retention === undefined ? {} : { retentionDays: Number(Retention) };
  if (DbAudit !== true) return { enabled: 'off', recorded: [], verified: true };
  return {
    enabled: 'on',
    ...(Retention === undefined ? {} : { retentionDays: Number(Retention) }),
    recorded: ['dml-write'],
    excluded: ['dml-read'],
    sink: 'Simple Log Service',
    verified: true,
  };
}
