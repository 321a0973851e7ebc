import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Family, Posture } from '../../model/posture.ts';
import { limitsOf } from './limits.ts';

/** Filterable events by what they tell; what cannot be filtered (logins, configuration) is recorded while auditing is on. */
const FAMILIES: Readonly<Partial<Record<Family, readonly number[]>>> = {
  'dml-read': [20488, 28672],
  'dml-write': [20490, 20491, 28676, 28678, 28679],
  ddl: [28681, 28682, 24576, 24577, 40960, 40961],
};

export function posture(document: JsonObject, live: Observation | null): Posture {
  const { auditdEnabled, disabled, disabledUsers, pruneAge, logPath } = document;
  const keeping = typeof pruneAge === 'number' ? { retentionDays: pruneAge === 0 ? null : pruneAge / 86_400 } : {};
  const base = { ...(typeof logPath === 'string' ? { sink: logPath } : {}), ...keeping, ...(Array.isArray(disabledUsers) ? { excludedUsers: disabledUsers as readonly string[] } : {}), verified: true };
  if (auditdEnabled === undefined) return base;
  if (auditdEnabled !== true) return { ...base, enabled: 'off', recorded: [] };
  if (!Array.isArray(disabled)) return { ...base, enabled: 'on' };
  const off = new Set((disabled as readonly (number | string)[]).map(Number));
  const known = live === null ? null : limitsOf(live).descriptors;
  const events = (family: Family) => (FAMILIES[family] ?? []).filter((id) => known === null || known.some((event) => event.id === id));
  const families = Object.keys(FAMILIES) as Family[];
  return {
    ...base,
    enabled: 'on',
    recorded: ['login', 'dcl', 'admin', ...families.filter((family) => events(family).every((id) => !off.has(id)))],
    excluded: families.filter((family) => events(family).length > 0 && events(family).every((id) => off.has(id))),
  };
}
