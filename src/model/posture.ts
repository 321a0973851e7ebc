export type Family = 'login' | 'ddl' | 'dcl' | 'dml-write' | 'dml-read' | 'admin';

/**
 * Audit settings in one vocabulary, so that five vendors can be judged by one rule.
 * A member that cannot be told is left out.
 */
export interface Posture {
  readonly enabled?: 'on' | 'off' | 'partial';
  /** Days that records are kept; null is for ever; left out where records are not kept at the database. */
  readonly retentionDays?: number | null;
  readonly recorded?: readonly Family[];
  readonly excluded?: readonly Family[];
  readonly excludedUsers?: readonly string[];
  /** Where records go. */
  readonly sink?: string;
  /** False where the vendor does not let it be read back. */
  readonly verified?: boolean;
}

/** All members of a posture. */
export const POSTURE_MEMBERS: readonly (keyof Posture)[] = [
  'enabled',
  'retentionDays',
  'recorded',
  'excluded',
  'excludedUsers',
  'sink',
  'verified',
];
