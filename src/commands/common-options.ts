import { parseSelector } from '../pipeline/selector.ts';
import { usageError } from './usage-error.ts';

export const FORMATS = ['text', 'json', 'markdown', 'sarif', 'junit', 'html'] as const;
export type Format = (typeof FORMATS)[number];

/** Flags that several commands share, as commander hands them over. */
export interface RawOptions {
  readonly selector?: readonly string[];
  readonly target?: readonly string[];
  readonly format?: string;
  readonly report?: readonly string[];
  readonly parallelism?: string;
  readonly logFormat?: string;
  readonly quiet?: boolean;
  readonly journal?: string;
  readonly secretsDir?: readonly string[];
  readonly config?: string;
  readonly pack?: readonly string[];
  readonly changedSince?: string;
}

export interface CommonOptions {
  readonly selects: (labels: Readonly<Record<string, string>>) => boolean;
  readonly addresses: readonly string[];
  readonly format: Format;
  readonly reports: readonly { readonly format: Format; readonly file: string }[];
  readonly parallelism: number;
  readonly logFormat: 'text' | 'json';
  readonly quiet: boolean;
  readonly journal: string;
  readonly secretsDirs: readonly string[];
  /** The trusted Project file, when one is named. */
  readonly config: string | null;
  /** Packs named on the command line, still to be looked up. */
  readonly packs: readonly string[];
  /** Revision: only what the manifests' change since then touches. */
  readonly changedSince: string | null;
}

const DEFAULT_PARALLELISM = 16;

/** Checks the shared flags. Throws UsageError. */
export function commonOptions(raw: RawOptions, env: Readonly<Record<string, string | undefined>>): CommonOptions {
  const selectors = (raw.selector ?? []).map(
    (text) => parseSelector(text) ?? usageError(`--selector ${text} is not of the form k=v,k!=v.`),
  );
  const logFormat = raw.logFormat ?? 'text';
  if (logFormat !== 'text' && logFormat !== 'json') usageError(`--log-format is text or json, not ${logFormat}.`);
  return {
    selects: (labels) => selectors.every((selects) => selects(labels)),
    addresses: raw.target ?? [],
    format: formatOf(raw.format ?? 'text', '--format'),
    reports: (raw.report ?? []).map(reportOf),
    parallelism:
      raw.parallelism === undefined ? DEFAULT_PARALLELISM : wholeNumber(raw.parallelism, '--parallelism', 1, 1000),
    logFormat,
    quiet: raw.quiet === true,
    journal: raw.journal ?? '.auditform/journal',
    secretsDirs: [
      ...(raw.secretsDir ?? []),
      ...(env.AUDITFORM_SECRETS_DIR ? [env.AUDITFORM_SECRETS_DIR] : []),
      '/run/secrets',
    ],
    config: raw.config ?? null,
    packs: raw.pack ?? [],
    changedSince: raw.changedSince ?? null,
  };
}

function formatOf(text: string, flag: string): Format {
  return (
    FORMATS.find((format) => format === text) ?? usageError(`${flag} is one of ${FORMATS.join(', ')}, not ${text}.`)
  );
}

function reportOf(text: string): { format: Format; file: string } {
  const split = text.indexOf('=');
  if (split < 1 || split === text.length - 1) usageError(`--report ${text} is not of the form FORMAT=FILE.`);
  return { format: formatOf(text.slice(0, split), '--report'), file: text.slice(split + 1) };
}

export function wholeNumber(text: string, flag: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most
    ? value
    : usageError(`${flag} is a whole number from ${least} to ${most}, not ${text}.`);
}

/** `30s`, `30m`, `24h` or `7d` in milliseconds. */
export function duration(text: string, flag: string): number {
  const match = /^(\d{1,6})(ms|s|m|h|d)$/.exec(text);
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return match === null
    ? usageError(`${flag} is a duration such as 90s, 30m, 24h or 7d, not ${text}.`)
    : Number(match[1]) * units[match[2]!]!;
}
