import type { Json, JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired, Finding, Normalised } from '../provider.ts';

const NEEDED_TO_CREATE = ['name', 'type', 'username', 'password'];

/** The wish in the detail's form. A database that does not exist needs all that a create needs. */
export function normalise({ spec, ensure }: Desired, live: Observation): Normalised {
  if (ensure === 'absent') return { document: {}, origins: {}, findings: [] };
  const document: Record<string, Json> = { ...spec };
  if (Array.isArray(spec.tags)) document.tags = [...new Set(spec.tags as readonly string[])].sort();
  if (typeof spec.ssl_ca === 'string') document.ssl_ca = spec.ssl_ca.trim().replaceAll('\r\n', '\n');
  return {
    document,
    origins: {},
    findings: live.presence === 'absent' ? missingToCreate(spec) : refusedHere(spec, live),
  };
}

function missingToCreate(spec: JsonObject): Finding[] {
  const missing = NEEDED_TO_CREATE.filter((name) => spec[name] === undefined);
  if (missing.length === 0) return [];
  return [
    {
      code: 'AF403',
      severity: 'error',
      message: `DB Audit does not monitor this database yet; adding it needs ${missing.join(', ')} too.`,
      path: '/spec',
      fix: `Add ${missing.join(', ')}.`,
    },
  ];
}

function refusedHere(spec: JsonObject, live: Observation): Finding[] {
  const findings: Finding[] = [];
  if (spec.type !== undefined && live.document?.type !== spec.type) {
    findings.push({
      code: 'AF402',
      severity: 'error',
      message: `The database is monitored as ${String(live.document?.type)}; its type cannot be changed.`,
      path: '/spec/type',
      fix: 'Correct type; or remove the database from monitoring with ensure: absent, and add it anew.',
    });
  }
  return findings;
}
