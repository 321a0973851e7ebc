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
  if (!on && spec.reserve_audit_logs === false) {
    if (liveDays > 0) document.reserve_audit_logs = false;
    else findings.push(tooLateToDelete());
  }
  return { document, origins: {}, findings };
}

/** The catalogue of this very instance decides; where it cannot be understood, only the names in use are known. */
function unknownTypes(wanted: readonly string[], live: Observation): Finding[] {
  const { catalogue, answered } = limitsOf(live);
  const known = catalogue === null ? [...answered, EVERY_TYPE] : everyType(catalogue);
  const held = new Set(known);
  const unknown = wanted.flatMap((name, index): Finding[] =>
    held.has(name) || groupOf(name, catalogue) !== null ? [] : [unknownType(name, index, known, live)],
  );
  return catalogue === null ? [obscureCatalogue(), ...unknown] : unknown;
}

function unknownType(name: string, index: number, known: readonly string[], live: Observation): Finding {
  const groups = Object.keys(limitsOf(live).catalogue ?? {});
  const near = nearest(name, [...known.filter((each) => each !== EVERY_TYPE), ...groups]);
  const otherwise =
    groups.length === 0 ? 'Write [] for every type.' : `It knows the groups ${groups.slice(0, 20).join(', ')}.`;
  return {
    code: 'AF402',
    severity: 'error',
    message:
      groups.length === 0
        ? `Whether the instance records an operation type ${JSON.stringify(name)} cannot be told.`
        : `The instance records no operation type ${JSON.stringify(name)}.`,
    path: `/spec/audit_types/${index}`,
    fix: near === null ? otherwise : `Did you mean ${near}?`,
  };
}

function obscureCatalogue(): Finding {
  return {
    code: 'AF405',
    severity: 'warning',
    message:
      "The instance's catalogue of operation types (all_audit_log_action) cannot be understood: names are known only as far as they are in use, and a list of names cannot be recognised as all of them.",
    path: '/spec/audit_types',
    fix: 'Write [] to record every type, which needs no names.',
  };
}

/** What the manifest wants recorded is not, yet for how long files should be kept it does not say. */
function typesWhileOff(): Finding {
  return {
    code: 'AF403',
    severity: 'error',
    message: 'SQL audit is off on this instance: none of audit_types is recorded, and switching it on needs keep_days.',
    path: '/spec/audit_types',
    fix: 'Add keep_days: a number of days, or 0 when audit shall stay off.',
  };
}

function tooLateToDelete(): Finding {
  return {
    code: 'AF406',
    severity: 'note',
    message:
      'reserve_audit_logs acts only while SQL audit is being switched off; files that were kept then are not deleted, and whether there are any is not shown.',
    path: '/spec/reserve_audit_logs',
    fix: 'Leave reserve_audit_logs out.',
  };
}
