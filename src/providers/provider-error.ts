import type { ProblemCode } from '../model/codes.ts';

/**
 * How trouble at a vendor is told to the pipeline.
 * `busy`: the vendor works on something else, the same write may be sent later.
 * `unavailable`: the answer is missing or a server error; whether a write took effect is in `sent`.
 * `refused`: final, sending it again changes nothing.
 */
export type Trouble = 'busy' | 'unavailable' | 'refused';

export interface ProviderErrorOptions {
  readonly code: ProblemCode;
  readonly trouble: Trouble;
  /** The next thing to type or change. */
  readonly fix?: string;
  /** Did the request reach the vendor? Only meaningful for `unavailable`. */
  readonly sent?: 'no' | 'yes' | 'maybe';
  /** HTTP status and vendor code, where there were any. */
  readonly status?: number;
  readonly vendorCode?: string;
  readonly cause?: unknown;
}

/** Expected trouble with a vendor. Messages hold no secret and no raw body. */
export class ProviderError extends Error {
  readonly code: ProblemCode;
  readonly trouble: Trouble;
  readonly fix: string | null;
  readonly sent: 'no' | 'yes' | 'maybe';
  readonly status: number | null;
  readonly vendorCode: string | null;

  constructor(message: string, options: ProviderErrorOptions) {
    super(message, { cause: options.cause });
    this.name = 'ProviderError';
    this.code = options.code;
    this.trouble = options.trouble;
    this.fix = options.fix ?? null;
    this.sent = options.sent ?? 'yes';
    this.status = options.status ?? null;
    this.vendorCode = options.vendorCode ?? null;
  }
}

export function isProviderError(error: unknown): error is ProviderError {
  return error instanceof ProviderError;
}
