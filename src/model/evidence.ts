export type Answer = 'yes' | 'no' | 'unknown';

/** One thing the vendor said, with its source. Never the contents of audit records. */
export interface Evidence {
  /** Such as `GET /metrics on cb1.example.com:8091`. */
  readonly source: string;
  readonly says: string;
}

/** `effective`: the vendor reports that recording is on. `flowing`: records were seen to arrive. */
export interface Verification {
  readonly effective: Answer;
  readonly flowing: Answer;
  readonly evidence: readonly Evidence[];
}
