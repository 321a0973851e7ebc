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
  /** The next thing to type or change; what usually helps with such a code, unless told. */
  readonly fix?: string;
  /** Did the request reach the vendor? Only meaningful for `unavailable`. */
  readonly sent?: 'no' | 'yes' | 'maybe';
  /** HTTP status and vendor code, where there were any. */
  readonly status?: number;
  readonly vendorCode?: string;
  readonly cause?: unknown;
}

/** Where whoever throws knows nothing better. */
const USUAL_FIXES: Partial<Record<ProblemCode, string>> = {
  AF216: 'Complete the connection; auditform schema Connection prints its fields.',
  AF217: 'Check the reference in the manifest, and the variable or file that it names.',
  AF301: 'Check the endpoint of the connection, and whether the network lets you there.',
  AF302: 'Check the credentials of the connection before running again: repeated failures lock accounts.',
  AF303: "Give the user the least role that the vendor's page in docs/vendors lists for this.",
  AF304:
    "Check that the endpoint is the vendor's own API and not a proxy in front of it. If it is, report this with the vendor's release: its answers may have changed.",
  AF305: 'Check target, and endpoint, region and account of the connection.',
  AF306: 'Take it out of the manifest, or upgrade the instance.',
  AF309: 'Run again later, or set limits.requestsPerSecond of the connection lower.',
  AF310: "Run the same command again later; the vendor's log or status page may say more.",
  AF407: 'Run the same command again when it has ended.',
  AF502: 'Change what the vendor names, then plan and apply again.',
};

/** Expected trouble with a vendor. Messages hold no secret and no raw body. */
export class ProviderError extends Error {
  readonly code: ProblemCode;
  readonly trouble: Trouble;
  readonly fix: string;
  readonly sent: 'no' | 'yes' | 'maybe';
  readonly status: number | null;
  readonly vendorCode: string | null;

  constructor(message: string, options: ProviderErrorOptions) {
    super(message, { cause: options.cause });
    this.name = 'ProviderError';
    this.code = options.code;
    this.trouble = options.trouble;
    this.fix = options.fix ?? USUAL_FIXES[options.code] ?? `auditform explain ${options.code} says more.`;
    this.sent = options.sent ?? 'yes';
    this.status = options.status ?? null;
    this.vendorCode = options.vendorCode ?? null;
  }
}

export function isProviderError(error: unknown): error is ProviderError {
  return error instanceof ProviderError;
}

/** The same trouble, with something about it known better. */
export function revised(error: ProviderError, better: Partial<ProviderErrorOptions>): ProviderError {
  const { message, code, trouble, fix, sent, status, vendorCode } = error;
  return new ProviderError(message, {
    code,
    trouble,
    sent,
    cause: error,
    fix,
    ...(status === null ? {} : { status }),
    ...(vendorCode === null ? {} : { vendorCode }),
    ...better,
  });
}

/** An interrupt takes back what was not sent. */
export function interrupted(): ProviderError {
  return new ProviderError('interrupted before it was sent', {
    code: 'AF502',
    trouble: 'refused',
    sent: 'no',
    fix: 'Run the same command again.',
  });
}

/** Trouble with what comes before a write, such as looking: the write itself was not sent. Other errors as they are. */
export function unsent(error: unknown): unknown {
  return isProviderError(error) ? revised(error, { sent: 'no' }) : error;
}

/**
 * A write was answered with a success that is not the documented one, `how` in words: it may have been made all the same.
 * Reading back tells.
 */
export function unclear(source: string, status: number, how: string): ProviderError {
  return new ProviderError(`${source} answered ${status} ${how}; whether the change was made is not known`, {
    code: 'AF304',
    trouble: 'unavailable',
    sent: 'maybe',
    status,
    fix: 'Run plan, which shows what came of it.',
  });
}
