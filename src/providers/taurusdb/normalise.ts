import type { Json } from '../../model/json.ts';
import { nearest } from '../../model/nearest.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired, Finding, Normalised } from '../provider.ts';
import { EVERY_TYPE, everyType, groupOf, limitsOf, names, unfold } from './catalogue.ts';

/**
 * With audit off there is nothing to compare but `keep_days`: the vendor keeps no types then. With audit on, an empty
 * list, and a list of the whole catalogue, both stand as every name of this instance's catalogue.
 */
export function normalise({ spec }: Desired, live: Observation): Normalised {
  const document: Record<string, Json> = {};
  const findings: Finding[] = [];
  if (spec.keep_days !== undefined) document.keep_days = spec.keep_days;
  const liveDays = Number(live.document?.keep_days ?? 0);
  const on = Number(spec.keep_days ?? liveDays) > 0;
  if (on && spec.audit_types !== undefined) {
    document.audit_types = unfold(names(spec.audit_types), limitsOf(live).catalogue);
    findings.push(...unknownTypes(names(spec.audit_types), live));
  }
  if (!on && spec.audit_types !== undefined && spec.keep_days === undefined) findings.push(typesWhileOff());
  // Deleting the files happens at the moment of switching off and cannot be seen afterwards.
  if (!on && liveDays > 0 && spec.reserve_audit_logs === false) document.reserve_audit_logs = false;
  return { document, origins: {}, findings };
}

function unknownTypes(wanted: readonly string[], live: Observation): Finding[] {
  const { catalogue } = limitsOf(live);
  const known = everyType(catalogue);
  if (catalogue === null) {
    const concrete = wanted.filter((name) => name !== EVERY_TYPE);
    if (concrete.length === 0) return [];
    return [
      {
        code: 'AF405',
        severity: 'warning',
        message:
          "The instance's catalogue of operation types cannot be understood; the names in audit_types are sent unchecked.",
        path: '/spec/audit_types',
        fix: null,
      },
    ];
  }
  return wanted.flatMap((name, index): Finding[] => {
    if (known.includes(name) || groupOf(name, catalogue) !== null) return [];
    const near = nearest(name, [...known, ...Object.keys(catalogue)]);
    return [
      {
        code: 'AF402',
        severity: 'error',
        message: `The instance records no operation type ${JSON.stringify(name)}.`,
        path: `/spec/audit_types/${index}`,
        fix: near === null ? `It knows the groups ${Object.keys(catalogue).join(', ')}.` : `Did you mean ${near}?`,
      },
    ];
  });
}

function typesWhileOff(): Finding {
  return {
    code: 'AF212',
    severity: 'warning',
    message: 'SQL audit is off on this instance, and the manifest leaves keep_days alone: audit_types has no effect.',
    path: '/spec/audit_types',
    fix: 'Add keep_days to switch SQL audit on.',
  };
}
