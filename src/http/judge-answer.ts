import type { AnswerClass, HttpResponse } from './http-client.ts';
import type { RateWindow } from './adaptive-rate.ts';
import { capWait, retryAfter } from './retry-after.ts';

/** `transient`: a server error that a read may outlast. `redirected` only means that it is one, not that it is followed. */
export type VerdictKind = AnswerClass['kind'] | 'transient' | 'redirected' | 'final';

export interface Verdict {
  readonly kind: VerdictKind;
  /** What the vendor asks for; null: our own back-off. */
  readonly waitMs: number | null;
  /** A header asks for this wait in so many words. */
  readonly asked: boolean;
  /** Throttled: only the operation, not the account. */
  readonly operationOnly: boolean;
  /** Throttled: the window that the vendor names. */
  readonly window: RateWindow | null;
}

const final: Verdict = { kind: 'final', waitMs: null, asked: false, operationOnly: false, window: null };
const transient = new Set([500, 502, 503, 504]);
const redirects = new Set([301, 302, 303, 307, 308]);

export function judgeAnswer(
  response: HttpResponse,
  classify: ((response: HttpResponse) => AnswerClass | null) | undefined,
  now: number,
): Verdict {
  const known = classify?.(response) ?? null;
  const kind = known?.kind ?? usual(response.status);
  if (kind === 'final') return final;
  const asked = retryAfter(response.headers, now, kind === 'throttled');
  const otherwise = known?.waitMs === undefined ? null : capWait(known.waitMs);
  const operationOnly = known?.scope === 'operation';
  return { kind, waitMs: asked ?? otherwise, asked: asked !== null, operationOnly, window: known?.window ?? null };
}

/** The vendor did nothing of what was asked, and says so. */
export function isUnprocessed({ kind }: Verdict): boolean {
  return kind === 'throttled' || kind === 'unprocessed' || kind === 'login-refused' || kind === 'renew';
}

function usual(status: number): VerdictKind {
  if (status === 401) return 'login-refused';
  if (status === 429) return 'throttled';
  if (transient.has(status)) return 'transient';
  return redirects.has(status) ? 'redirected' : 'final';
}
