import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import { isWithin } from '../../model/pointer.ts';
import type { Posture } from '../../model/posture.ts';
import { optionsOf } from './audit-options.ts';
import { limitsOf } from './limits.ts';

/** capture_queries decides: without it there is no query audit. */
export function posture(document: JsonObject, live: Observation | null): Posture {
  const { capture_queries: queries, retention_days: days } = optionsOf(document);
  const paused = live !== null && limitsOf(live).auditStatus === 'paused';
  const shown = live === null || !live.hidden.some((path) => isWithin(path, '/audit_options'));
  return {
    ...(paused || queries === false ? { enabled: 'off' } : queries === true ? { enabled: 'on' } : {}),
    ...(days === undefined ? {} : { retentionDays: Number(days) }),
    ...(queries === true
      ? { recorded: ['ddl', 'dcl', 'dml-write', 'dml-read'] }
      : queries === false
        ? { recorded: [] }
        : {}),
    sink: 'DB Audit',
    verified: shown,
  };
}
