/** A technique of MITRE ATT&CK, with the version of the framework whose numbering it follows. */
export interface AttackTechnique {
  readonly version: string;
  readonly id: string;
}

/**
 * Switching off or thinning out logs, by version of the framework: version 19 (April 2026) moved it from T1562 "Impair
 * Defenses" to T1685 under tactic TA0112. Both stay, since SIEM rules follow later. A renumbering is a new row.
 */
const NUMBERING = [
  { version: '18', selfRun: 'T1562', cloud: 'T1562.008' },
  { version: '19', selfRun: 'T1685', cloud: 'T1685.002' },
] as const;

/** Kinds whose audit log is a setting of a cloud service. */
const CLOUD_KINDS: ReadonlySet<string> = new Set(['DBAuditDatabase', 'TairInstance', 'TaurusDBInstance']);

/** Techniques that weakened auditing of this kind of target is reported under, oldest numbering first. */
export function attackTechniques(kind: string): AttackTechnique[] {
  return NUMBERING.map(({ version, cloud, selfRun }) => ({ version, id: CLOUD_KINDS.has(kind) ? cloud : selfRun }));
}
