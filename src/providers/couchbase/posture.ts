import type { Json, JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Family, Posture } from '../../model/posture.ts';
import { isOffByDefault } from './default-off.ts';
import { limitsOf } from './limits.ts';

/**
 * Filterable events that a family consists of: data service logins and documents, query statements, documents over REST.
 * Configuration, roles and refused logins are not filterable, so they are recorded whenever auditing is on.
 */
const families: Readonly<Record<Family, readonly number[]>> = {
  login: [20_485],
  ddl: [28_681, 28_682, 28_683, 28_684, 28_688],
  dcl: [],
  'dml-write': [8_243, 20_490, 20_491, 28_676, 28_677, 28_678, 28_679, 28_680],
  'dml-read': [8_255, 20_488, 28_672],
  admin: [],
};
/** Partly recorded whatever is switched off. */
const neverExcluded = new Set<Family>(['login']);

export function posture(document: JsonObject, live: Observation | null): Posture {
  const { auditdEnabled, disabledUsers, pruneAge, logPath } = document;
  return {
    ...(typeof auditdEnabled === 'boolean' ? { enabled: auditdEnabled ? 'on' : 'off' } : {}),
    ...(typeof pruneAge === 'number' ? { retentionDays: pruneAge === 0 ? null : pruneAge / 86_400 } : {}),
    ...recording(document, live),
    ...(Array.isArray(disabledUsers) ? { excludedUsers: disabledUsers as readonly string[] } : {}),
    ...(typeof logPath === 'string' ? { sink: logPath } : {}),
    ...(live === null ? {} : { verified: live.hidden.length === 0 }),
  };
}

function recording(
  { auditdEnabled, disabled }: JsonObject,
  live: Observation | null,
): Pick<Posture, 'recorded' | 'excluded'> {
  const all = Object.keys(families) as Family[];
  if (auditdEnabled === false) return { recorded: [], excluded: all };
  const off = offEvents(disabled);
  if (auditdEnabled !== true || off === null) return {};
  const known = live === null ? null : limitsOf(live).descriptors;
  const events = (family: Family) =>
    families[family].filter((id) => known === null || known.some((event) => event.id === id));
  return {
    recorded: all.filter(
      (family) =>
        events(family).every((id) => !off(id)) && (families[family].length === 0 || events(family).length > 0),
    ),
    excluded: all.filter(
      (family) => !neverExcluded.has(family) && events(family).length > 0 && events(family).every(off),
    ),
  };
}

/** Null when it cannot be told: names mean nothing without a cluster. */
function offEvents(disabled: Json | undefined): ((id: number) => boolean) | null {
  if (disabled === null) return (id) => isOffByDefault({ id, module: '' });
  if (!Array.isArray(disabled)) return null;
  const ids = (disabled as readonly (number | string)[]).map(Number);
  return ids.some(Number.isNaN) ? null : (id) => ids.includes(id);
}
