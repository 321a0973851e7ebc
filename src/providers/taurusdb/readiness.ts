import type { Instance } from './wire.ts';

/** SQL audit needs this kernel or a later one (https://support.huaweicloud.com/intl/en-us/usermanual-taurusdb/taurusdb_03_0717.html). */
const OLDEST_KERNEL = [2, 0, 60, 241200] as const;
/** Words of v3 that do not pass by waiting, with what helps. */
const LASTING: Readonly<Record<string, string>> = {
  FROZEN: 'Settle the account: a frozen instance cannot be changed.',
  FAILED: 'The instance could not be created; it never becomes ACTIVE.',
  'STORAGE FULL': 'Extend the storage first.',
};

export interface Hindrance {
  readonly code: 'AF306' | 'AF407';
  readonly message: string;
  readonly fix: string;
  /** Waiting does not help. */
  readonly lasting: boolean;
}

/** Why this instance must not be written to now. Any word but ACTIVE, new ones too, means that it is not ready. */
export function hindrances({ status, kernelVersion }: Instance, enabling: boolean): Hindrance[] {
  const found: Hindrance[] = [];
  const lasting = Object.hasOwn(LASTING, status) ? LASTING[status] : undefined;
  if (status !== 'ACTIVE')
    found.push({
      code: 'AF407',
      message: `The instance is ${status.slice(0, 40)}; its audit settings are written only while it is ACTIVE.`,
      fix: lasting ?? 'Run again when the instance is ACTIVE.',
      lasting: lasting !== undefined,
    });
  if (enabling && kernelVersion !== null && isOlder(kernelVersion))
    found.push({
      code: 'AF306',
      message: `The instance's kernel is ${kernelVersion.slice(0, 40)}; SQL audit needs ${OLDEST_KERNEL.join('.')} or later.`,
      fix: 'Upgrade the kernel.',
      lasting: true,
    });
  return found;
}

/** The four parts are numbers; what cannot be read as such, or has none to compare, is left to the vendor to judge. */
export function isOlder(kernel: string): boolean {
  const parts = kernel.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  if (parts.some(Number.isNaN)) return false;
  const index = OLDEST_KERNEL.findIndex((least, at) => parts[at] !== least);
  return index >= 0 && parts[index] !== undefined && parts[index] < OLDEST_KERNEL[index]!;
}
