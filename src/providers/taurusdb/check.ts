import type { JsonObject } from '../../model/json.ts';
import type { Finding } from '../provider.ts';
import { names } from './catalogue.ts';

/** What the schema cannot say: settings without effect (SetAuditLogPolicy). */
export function check(spec: JsonObject): Finding[] {
  const findings: Finding[] = [];
  if (spec.keep_days === 0 && names(spec.audit_types).length > 0) {
    findings.push({
      code: 'AF212',
      severity: 'warning',
      message: 'keep_days 0 switches SQL audit off; audit_types has no effect then.',
      path: '/spec/audit_types',
      fix: 'Remove audit_types, or give keep_days.',
    });
  }
  if (spec.reserve_audit_logs === false && spec.keep_days !== 0) {
    findings.push({
      code: 'AF212',
      severity: 'warning',
      message: 'reserve_audit_logs matters only together with keep_days 0.',
      path: '/spec/reserve_audit_logs',
      fix: 'Remove it.',
    });
  }
  return findings;
}
