export type OutcomeStatus = 'done' | 'failed' | 'refused' | 'not-run' | 'uncertain';

/** What became of one operation. */
export interface Outcome {
  readonly operation: string;
  readonly status: OutcomeStatus;
  /** Vendor writes sent; 0 when the settings were found as wanted already. */
  readonly attempts: number;
  readonly ms: number;
  readonly error: string | null;
  /** What the vendor's answer adds, where a person should know. */
  readonly note?: string;
}
