import type { JsonObject } from '../../model/json.ts';
import type { Finding } from '../provider.ts';

/** What the schema cannot say about a manifest, without asking the vendor. */
export function check(spec: JsonObject, target: JsonObject): readonly Finding[] {
  const findings: Finding[] = [];
  if (spec.DbAudit === false && spec.Retention !== undefined) {
    findings.push({
      code: 'AF213',
      severity: 'note',
      message: 'Retention has no effect while DbAudit is false: the region keeps the value it has.',
      path: '/spec/Retention',
      fix: 'Put Retention into the manifest of an instance that is audited.',
    });
  }
  if (String(target.InstanceId).startsWith('gr-')) {
    findings.push({
      code: 'AF213',
      severity: 'warning',
      message: 'An id that begins with gr- is a global distributed instance; its child instances are what is audited.',
      path: '/target/InstanceId',
      fix: 'Write one manifest for each child instance (r-…).',
    });
  }
  return findings;
}
