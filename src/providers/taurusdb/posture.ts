import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Family, Posture } from '../../model/posture.ts';
import { type Catalogue, EVERY_TYPE, groupOf, limitsOf, names, unfold } from './catalogue.ts';
import { EXAMPLE_CATALOGUE } from './example-catalogue.ts';

/** Logins are in no known catalogue, so nothing is said about them. */
const FAMILIES: readonly Family[] = ['dcl', 'ddl', 'dml-write', 'dml-read', 'admin'];
const WRITES = new Set(['INSERT', 'DELETE', 'UPDATE', 'REPLACE']);
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
  const wanted = names(document.audit_types);
  if (wanted.length === 0 || wanted.includes(EVERY_TYPE)) return { ...base, recorded: FAMILIES, excluded: [] };
  // Without its instance a manifest is judged by the vendor's own example; an instance only by its own catalogue.
  const catalogue = live === null ? EXAMPLE_CATALOGUE : limitsOf(live).catalogue;
  if (catalogue === null) return base;
  const recorded = new Set(unfold(wanted, catalogue));
  const byFamily = familiesOf(catalogue);
  const members = (family: Family) => byFamily.get(family) ?? [];
  const known = FAMILIES.filter((family) => members(family).length > 0);
  return {
    ...base,
    recorded: known.filter((family) => members(family).every((name) => recorded.has(name))),
    excluded: known.filter((family) => !members(family).some((name) => recorded.has(name))),
  };
}

function familyOf(name: string, catalogue: Catalogue): Family | null {
  if (WRITES.has(name)) return 'dml-write';
  if (name === 'SELECT') return 'dml-read';
  const group = Object.keys(catalogue).find((candidate) => groupOf(candidate, catalogue)!.includes(name));
  return group !== undefined && Object.hasOwn(GROUPS, group) ? GROUPS[group]! : null;
}

const families = new Map<string, ReadonlyMap<Family, readonly string[]>>();

/** Operation types by family, found once a catalogue: instances of one release have the same. */
function familiesOf(catalogue: Catalogue): ReadonlyMap<Family, readonly string[]> {
  const text = JSON.stringify(catalogue);
  const known = families.get(text) ?? findFamilies(catalogue);
  families.set(text, known);
  return known;
}

function findFamilies(catalogue: Catalogue): ReadonlyMap<Family, readonly string[]> {
  const found = new Map<Family, string[]>();
  for (const name of Object.values(catalogue).flat()) {
    const family = familyOf(name, catalogue);
    if (family !== null) found.set(family, [...(found.get(family) ?? []), name]);
  }
  return found;
}
