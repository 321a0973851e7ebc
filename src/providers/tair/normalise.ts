import type { Json } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired, Finding, Normalised } from '../provider.ts';
import { intentOf } from './intent.ts';
import { limitsOf } from './limits.ts';

/** Retention belongs to the region: it is compared only where this instance has, or is to have, auditing on. */
export function normalise({ spec }: Desired, live: Observation): Normalised {
  const { on, retention } = intentOf(spec, live.document?.DbAudit === true);
  const document: Record<string, Json> = {};
  const findings: Finding[] = [];
  if (spec.DbAudit !== undefined) document.DbAudit = spec.DbAudit;
  if (retention !== undefined) document.Retention = retention;
  if (!on && spec.DbAudit === undefined && spec.Retention !== undefined) findings.push(idleRetention);
  if (on && limitsOf(live).unsupported) findings.push(unsupported);
  return { document, origins: {}, findings };
}

const idleRetention: Finding = {
  code: 'AF213',
  severity: 'warning',
  message: 'Auditing is off on this instance and the manifest leaves DbAudit alone, so Retention has no effect.',
  path: '/spec/Retention',
  fix: 'Add DbAudit: true to switch auditing on.',
};

const unsupported: Finding = {
  code: 'AF306',
  severity: 'error',
  message: 'The vendor does not support audit logs on this instance.',
  path: '/spec/DbAudit',
  fix: 'Audit logs need Community Edition or Tair DRAM-based, engine 4.0 or later.',
};
