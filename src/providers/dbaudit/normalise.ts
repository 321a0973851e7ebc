import type { Json, JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired, Finding, Normalised } from '../provider.ts';
import { optionsOf } from './audit-options.ts';
import { limitsOf } from './limits.ts';

const NEEDED_TO_CREATE = ['name', 'type', 'username', 'password'];

/** The wish in the detail's form. A database that does not exist needs all that a create needs. */
export function normalise({ spec, target, ensure }: Desired, live: Observation): Normalised {
  if (ensure === 'absent') return { document: {}, origins: {}, findings: [] };
  const document: Record<string, Json> = { ...spec };
  if (Array.isArray(spec.tags)) document.tags = [...new Set(spec.tags as readonly string[])].sort();
  if (typeof spec.ssl_ca === 'string') document.ssl_ca = spec.ssl_ca.trim().replaceAll('\r\n', '\n');
  return {
    document,
    origins: {},
    findings: live.presence === 'absent' ? refusedToCreate(spec, target) : refusedHere(spec, live),
  };
}

function refusedToCreate(spec: JsonObject, target: JsonObject): Finding[] {
  const missing = NEEDED_TO_CREATE.filter((name) => spec[name] === undefined);
  const findings: Finding[] = [];
  if (target.id !== undefined)
    findings.push({
      code: 'AF305',
      severity: 'error',
      message: `DB Audit has no ${String(target.id)}. A database added anew gets an id of its own, so a pinned one is never created.`,
      path: '/target/id',
      fix: 'Correct target.id; or leave it out to add the database anew.',
    });
  if (missing.length > 0)
    findings.push({
      code: 'AF403',
      severity: 'error',
      message: `DB Audit does not monitor this database yet; adding it needs ${missing.join(', ')} too.`,
      path: '/spec',
      fix: `Add ${missing.join(', ')}.`,
    });
  return findings;
}

function refusedHere(spec: JsonObject, live: Observation): Finding[] {
  const findings: Finding[] = [];
  if (spec.type !== undefined && live.document?.type !== spec.type)
    findings.push({
      code: 'AF402',
      severity: 'error',
      message: `The database is monitored as ${String(live.document?.type)}; its type cannot be changed.`,
      path: '/spec/type',
      fix: 'Correct type; or remove the database from monitoring with ensure: absent, and add it anew.',
    });
  // A manifest that says capture_results itself is judged offline.
  const stated = optionsOf(spec);
  if (
    stated.mask_sensitive_data === false &&
    stated.capture_results === undefined &&
    limitsOf(live).options?.capture_results === true
  )
    findings.push({
      code: 'AF212',
      severity: 'error',
      message: 'The database captures results; without mask_sensitive_data they would be kept unmasked.',
      path: '/spec/audit_options/mask_sensitive_data',
      fix: 'Add capture_results: false, or keep mask_sensitive_data: true.',
    });
  return findings;
}
