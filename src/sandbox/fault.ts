/** Ways in which a vendor's API misbehaves on request. */
export type FaultKind =
  | 'throttle'
  | 'unavailable'
  | 'error'
  | 'reset-before'
  | 'reset-after'
  | 'slow'
  | 'truncate'
  | 'garbage';

export const FAULT_KINDS: readonly FaultKind[] = [
  'throttle',
  'unavailable',
  'error',
  'reset-before',
  'reset-after',
  'slow',
  'truncate',
  'garbage',
];

/** Misbehave for the requests that fit. */
export interface FaultRule {
  readonly method?: string;
  /** A part of path and query as sent, or the source of a regular expression that finds one. */
  readonly path?: string;
  /** Which of the fitting requests, from 1; left out: every one. */
  readonly nth?: number;
  /** How many of the fitting requests at most, counted from `nth`. Default: 1 with `nth`, else no limit. */
  readonly times?: number;
  readonly kind: FaultKind;
  /** Delay of `slow`, in milliseconds. */
  readonly ms?: number;
}

/** Rules, or a seed that draws for every request with this probability. */
export type FaultPlan = readonly FaultRule[] | { readonly seed: number; readonly rate: number };

export interface Fault {
  readonly kind: FaultKind;
  readonly ms: number;
}
