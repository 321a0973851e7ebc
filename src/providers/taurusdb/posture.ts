import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Family, Posture } from '../../model/posture.ts';
import { groupOf, limitsOf, names } from './catalogue.ts';

const FAMILIES: readonly Family[] = ['dcl', 'ddl', 'dml-write', 'dml-read', 'admin'];
const WRITES = new Set(['INSERT', 'DELETE', 'UPDATE', 'REPLACE']);
/** The groups of the vendor's own example, for judging a manifest without its instance. */
const GROUPS: Readonly<Record<string, Family>> = { DCL: 'dcl', DDL: 'ddl', OTHER: 'admin' };

/** A family counts as recorded when all of its operations are, as excluded when none is. */
export function posture(document: JsonObject, live: Observation | null): Posture {
  const days = document.keep_days;
  if (days === undefined) return {};
  if (days === 0) return { enabled: 'off', recorded: [], excluded: FAMILIES };
  const base = {
    enabled: 'on',
    retentionDays: Number(days),
    sink: 'TaurusDB audit log files',
    verified: true,
  } as const;
  if (document.audit_types === undefined) return base;
  const recorded = new Set(names(document.audit_types));
  if (recorded.size === 0) return { ...base, recorded: FAMILIES, excluded: [] };
  const catalogue = live === null ? null : limitsOf(live).catalogue;
  const all = catalogue === null ? [...recorded] : Object.values(catalogue).flat();
  const members = (family: Family) => all.filter((name) => familyOf(name, catalogue) === family);
  const has = (family: Family) =>
    recorded.has(family.toUpperCase()) ||
    (members(family).length > 0 && members(family).every((name) => recorded.has(name)));
  return {
    ...base,
    recorded: FAMILIES.filter(has),
    excluded: FAMILIES.filter((family) => !members(family).some((name) => recorded.has(name))),
  };
}

function familyOf(name: string, catalogue: Readonly<Record<string, readonly string[]>> | null): Family | null {
  if (WRITES.has(name)) return 'dml-write';
  if (name === 'SELECT') return 'dml-read';
  if (catalogue === null) return GROUPS[name] ?? null;
  const group = Object.keys(catalogue).find((candidate) => groupOf(candidate, catalogue)!.includes(name));
  return group === undefined ? null : (GROUPS[group] ?? null);
}
