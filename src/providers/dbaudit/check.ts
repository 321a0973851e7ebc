import type { JsonObject } from '../../model/json.ts';
import type { Finding } from '../provider.ts';
import { optionsOf } from './audit-options.ts';

/** What the schema cannot say about a manifest. */
export function check(spec: JsonObject): Finding[] {
  const findings: Finding[] = [];
  const {
    capture_results: results,
    mask_sensitive_data: mask,
    capture_queries: queries,
    retention_days: days,
  } = optionsOf(spec);
  const report = (code: Finding['code'], severity: Finding['severity'], option: string, message: string, fix: string) =>
    findings.push({ code, severity, message, path: `/spec/audit_options/${option}`, fix });
  if (results === true && mask !== true)
    report(
      'AF212',
      'error',
      'capture_results',
      'capture_results without mask_sensitive_data puts result data into the audit trail unmasked.',
      'Add mask_sensitive_data: true.',
    );
  if (results === true && queries === false)
    report(
      'AF212',
      'warning',
      'capture_results',
      'capture_results has no effect while capture_queries is false.',
      'Set capture_queries: true, or capture_results: false.',
    );
  if (typeof days === 'number' && (days < 30 || days > 2555))
    report(
      'AF213',
      'warning',
      'retention_days',
      `Retention of ${days} days is outside the 30 to 2555 that every documented plan permits.`,
      'Check what your plan permits.',
    );
  return findings;
}
