import type { Observation } from '../../model/observation.ts';
import type { JsonPointer } from '../../model/pointer.ts';
import type { RedisEnterpriseSpec } from '../../schema/generated/redis-enterprise.ts';
import type { Desired, Finding, Normalised } from '../provider.ts';
import { stateFindings } from './database-state.ts';
import { type Database, type Document, documentOf, isAudited, limitsOf, present } from './document.ts';
import { error, note } from './finding.ts';
import { filterFindings } from './filters.ts';
import { removalFindings } from './removal.ts';
import { type Matched, matchDatabases } from './match.ts';
import { legacyWish, settingsWish, sinkWish } from './wish.ts';

/** The manifest's wish in the normal form of this cluster's version, with everything the cluster would refuse. */
export function normalise(desired: Desired, live: Observation): Normalised {
  const spec = desired.spec as RedisEnterpriseSpec;
  const limits = limitsOf(live);
  const sink = spec.db_conns == null ? spec.db_conns : sinkWish(spec.db_conns, limits.auditSettings);
  const policy = spec.policy?.db_conns_auditing;
  const matched = spec.bdbs === undefined ? null : matchDatabases(spec.bdbs, live);
  const wishes = matched?.matches.map((match) => databaseWish(match, limits.auditSettings, limits.version));
  const document = present({
    db_conns: sink,
    policy: spec.policy && present({ db_conns_auditing: policy === null ? false : policy }),
    bdbs: wishes?.map((wish) => wish.database),
  });
  const findings = [
    ...queueFindings(spec, limits.auditSettings),
    ...(matched?.findings ?? []),
    ...stateFindings(matched?.matches ?? [], limits),
    ...(wishes ?? []).flatMap((wish) => wish.findings),
    ...removalFindings(document, documentOf(live), limits),
    ...idleSinkFindings(spec, documentOf(live)),
  ];
  return {
    document,
    origins: Object.assign({}, ...(wishes ?? []).map((wish) => wish.origins)) as Record<JsonPointer, JsonPointer>,
    findings: withoutRepeats(findings),
    labels: Object.fromEntries((matched?.matches ?? []).map(({ live: { uid, name } }) => [`/bdbs/${uid}`, name])),
  };
}

/** One item may stand for many databases that would all be refused for the same reason. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.path}\n${finding.message}`, finding])).values()];
}

interface DatabaseWish {
  readonly database: Database;
  readonly origins: Readonly<Record<JsonPointer, JsonPointer>>;
  readonly findings: readonly Finding[];
}

function databaseWish(match: Matched, auditSettings: boolean, version: string | null): DatabaseWish {
  const { item, live, at } = match;
  const { uid, name } = live;
  const here = `/bdbs/${uid}`;
  if (!auditSettings) {
    const { wish, findings } = legacyWish(item, at, version);
    const mapped = item.audit_settings?.audit_mode !== undefined;
    const moved = mapped ? { [`${here}/db_conns_auditing`]: `${at}/audit_settings/audit_mode` } : {};
    return { database: { uid, name, ...wish }, origins: { [here]: at, ...moved }, findings };
  }
  const settings = settingsWish(item, live);
  const mapped = item.audit_settings?.audit_mode === undefined && settings.audit_mode !== undefined;
  const moved = mapped ? { [`${here}/audit_settings/audit_mode`]: `${at}/db_conns_auditing` } : {};
  const database = Object.keys(settings).length === 0 ? { uid, name } : { uid, name, audit_settings: settings };
  return { database, origins: { [here]: at, ...moved }, findings: filterFindings(settings, live, at) };
}

/** Where records go is one thing, that there are any another. */
function idleSinkFindings(spec: RedisEnterpriseSpec, live: Document): readonly Finding[] {
  if (spec.db_conns == null || spec.bdbs !== undefined || (live.bdbs ?? []).some(isAudited)) return [];
  const message = 'The sink alone audits nothing: no visible database is audited, and the manifest names none.';
  return [note('AF213', '/spec/db_conns', message, 'Add bdbs, for example { name: "*", db_conns_auditing: true }.')];
}

function queueFindings(spec: RedisEnterpriseSpec, auditSettings: boolean): readonly Finding[] {
  if (auditSettings || spec.db_conns == null || spec.db_conns.audit_queue_max_bytes === undefined) return [];
  const message = 'audit_queue_max_bytes came with 8.2; this cluster does not know it.';
  return [error('AF306', '/spec/db_conns/audit_queue_max_bytes', message, 'Remove it, or upgrade every node to 8.2.')];
}
