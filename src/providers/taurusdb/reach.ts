import type { HttpClient } from '../../http/http-client.ts';
import type { Delta, Finding } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import { findInstance } from './api.ts';
import type { Instance } from './wire.ts';

/** SQL audit needs this kernel or a later one (TaurusDB user guide, Enabling SQL audit logs). */
const OLDEST_KERNEL = [2, 0, 60, 241200] as const;

/** Is the instance fit for the write, and what does the write cost? Looked up only when something changes. */
export async function reach(http: HttpClient, projectId: string, delta: Delta): Promise<Finding[]> {
  const enabling = Number(delta.document.keep_days ?? delta.live.document?.keep_days) > 0;
  const findings = costs(delta, enabling);
  try {
    const instance = await findInstance(http, projectId, String(delta.target.instance_id));
    if (instance !== null) findings.push(...unfit(instance, enabling));
  } catch (error) {
    // Looking up needs a permission of its own; without it the vendor judges the write.
    if (!isProviderError(error) || !['AF303', 'AF304', 'AF305', 'AF502'].includes(error.code)) throw error;
    findings.push({
      code: 'AF406',
      severity: 'note',
      message: `Status and kernel of the instance could not be looked up: ${error.message}`,
      path: '/target/instance_id',
      fix: 'Grant gaussdbformysql:instance:list.',
    });
  }
  return findings;
}

function unfit({ status, kernelVersion }: Instance, enabling: boolean): Finding[] {
  const findings: Finding[] = [];
  if (status !== 'ACTIVE') {
    findings.push({
      code: 'AF407',
      severity: 'error',
      message: `The instance is ${status}; settings can be written only while it is ACTIVE.`,
      path: '/target/instance_id',
      fix: 'Run again when the instance is ACTIVE.',
    });
  }
  if (enabling && kernelVersion !== null && isOlder(kernelVersion)) {
    findings.push({
      code: 'AF306',
      severity: 'error',
      message: `The instance's kernel is ${kernelVersion}; SQL audit needs ${OLDEST_KERNEL.join('.')} or later.`,
      path: '/target/instance_id',
      fix: 'Upgrade the kernel.',
    });
  }
  return findings;
}

/** The four parts are numbers; what cannot be read as such is left to the vendor to judge. */
export function isOlder(kernel: string): boolean {
  const parts = kernel.split('.').map(Number);
  if (parts.some(Number.isNaN)) return false;
  const index = OLDEST_KERNEL.findIndex((least, at) => (parts[at] ?? 0) !== least);
  return index >= 0 && (parts[index] ?? 0) < OLDEST_KERNEL[index]!;
}

function costs(delta: Delta, enabling: boolean): Finding[] {
  const [before, after] = [
    Number(delta.live.document?.keep_days ?? 0),
    Number(delta.document.keep_days ?? delta.live.document?.keep_days),
  ];
  const findings: Finding[] = [];
  const note = (message: string, path: string) =>
    findings.push({ code: 'AF408', severity: 'note', message, path, fix: null });
  if (enabling && before === 0)
    note(
      'SQL audit costs performance, and its files count against the backup space; SQL text is not masked.',
      '/spec/keep_days',
    );
  if (after > 0 && after < before)
    note('Files older than the new keep_days are deleted within about an hour.', '/spec/keep_days');
  if (delta.document.reserve_audit_logs === false)
    note('Every existing audit log file of the instance is deleted, for good.', '/spec/reserve_audit_logs');
  return findings;
}
