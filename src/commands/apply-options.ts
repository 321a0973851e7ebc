import { type Consent, parseMaxChanges } from '../pipeline/guard.ts';
import { type CommonOptions, commonOptions, duration, type RawOptions } from './common-options.ts';
import { usageError } from './usage-error.ts';

export interface ApplyOptions extends RawOptions {
  readonly yes?: boolean;
  readonly allowWeaken?: readonly string[];
  readonly allowHistoryLoss?: readonly string[];
  readonly reason?: string;
  readonly maxChanges?: string;
  readonly maxAge?: string;
  readonly partial?: boolean;
  readonly baseCommit?: string;
  readonly verifyTimeout?: string;
}

export interface ApplySettings extends CommonOptions {
  readonly yes: boolean;
  readonly consent: Consent;
  readonly reason: string | null;
  readonly maxChanges: ReturnType<typeof parseMaxChanges>;
  readonly maxAgeMs: number | null;
  readonly partial: boolean;
  readonly baseCommit: string | null;
  readonly settleMs: number;
}

/** The vendors' own slowest documented change is a Redis state machine of minutes. */
const DEFAULT_SETTLE_MS = 300_000;

/** Throws UsageError. */
export function applySettings(raw: ApplyOptions, env: Readonly<Record<string, string | undefined>>): ApplySettings {
  const consent = { weaken: raw.allowWeaken ?? [], historyLoss: raw.allowHistoryLoss ?? [] };
  const consenting = consent.weaken.length + consent.historyLoss.length > 0;
  if (consenting && !raw.reason?.trim()) usageError('--allow-weaken and --allow-history-loss need --reason TEXT.');
  const maxChanges =
    raw.maxChanges === undefined
      ? null
      : (parseMaxChanges(raw.maxChanges) ?? usageError(`--max-changes is N or P%, not ${raw.maxChanges}.`));
  return {
    ...commonOptions(raw, env),
    yes: raw.yes === true,
    consent,
    reason: raw.reason ?? null,
    maxChanges,
    maxAgeMs: raw.maxAge === undefined ? null : duration(raw.maxAge, '--max-age'),
    partial: raw.partial === true,
    baseCommit: raw.baseCommit ?? null,
    settleMs: raw.verifyTimeout === undefined ? DEFAULT_SETTLE_MS : verifyTimeout(raw.verifyTimeout),
  };
}

/** Plain seconds, or a duration. */
function verifyTimeout(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : duration(text, '--verify-timeout');
}
