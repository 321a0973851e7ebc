import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { JsonPointer } from '../../model/pointer.ts';
import type { Problem } from '../../model/problem.ts';
import type { Desired } from '../provider.ts';
import { OPTION_KEYS } from './audit-options.ts';
import { asLimits, NO_DATABASE } from './limits.ts';
import { isDown, isUnderWay } from './live-status.ts';
import type { Located } from './locate.ts';
import { tripleOf } from './place.ts';
import type { Detail } from './wire.ts';

/** What was located as an observation. Ids are an account's own, so the endpoint is part of the identity. */
export function observe(wanted: Desired, endpoint: string, { detail, alike }: Located): Observation {
  const { address } = wanted;
  if (detail === null) {
    return {
      address,
      identity: `dbaudit/${endpoint}/${tripleOf(wanted.target)}`,
      presence: 'absent',
      document: null,
      hidden: [],
      facts: [],
      limits: asLimits(NO_DATABASE),
      settled: true,
      token: null,
      notes: alike.length === 0 ? [] : [lookalike(wanted, alike)],
    };
  }
  const { id, status, auditStatus, auditOptions, updatedAt, policiesActive, alertsPending } = detail;
  return {
    address,
    identity: `dbaudit/${endpoint}/${id}`,
    presence: 'present',
    document: documentOf(detail),
    hidden: hiddenOf(detail),
    facts: ['database.present'],
    limits: asLimits({ id, options: auditOptions ?? null, status, auditStatus, policiesActive, alertsPending }),
    settled: !isUnderWay({ connection: status, audit: auditStatus }),
    token: updatedAt,
    notes: notesOf(wanted, detail),
  };
}

function documentOf({ name, type, username, sslMode, tags, auditOptions }: Detail): JsonObject {
  const known = OPTION_KEYS.filter((key) => auditOptions?.[key] !== undefined && auditOptions[key] !== null);
  return {
    name,
    type,
    username,
    ...(sslMode === undefined ? {} : { ssl_mode: sslMode }),
    ...(tags === undefined ? {} : { tags: [...new Set(tags)].sort() }),
    ...(auditOptions === undefined
      ? {}
      : { audit_options: Object.fromEntries(known.map((key) => [key, auditOptions[key]!])) }),
  };
}

/** The documented answers show neither ssl_ca nor, it seems, audit_options; what is not shown is not empty. */
function hiddenOf({ sslMode, tags, auditOptions }: Detail): JsonPointer[] {
  const hidden: JsonPointer[] = ['/ssl_ca'];
  if (sslMode === undefined) hidden.push('/ssl_mode');
  if (tags === undefined) hidden.push('/tags');
  if (auditOptions === undefined) hidden.push('/audit_options');
  else
    hidden.push(
      ...OPTION_KEYS.filter((key) => auditOptions[key] === undefined || auditOptions[key] === null).map(
        (key) => `/audit_options/${key}`,
      ),
    );
  return hidden;
}

function notesOf({ address }: Desired, { status, auditStatus }: Detail): Problem[] {
  const at = { address };
  const notes: Problem[] = [];
  if (isDown({ connection: status }))
    notes.push({
      code: 'AF406',
      severity: 'warning',
      message: `DB Audit's connection to ${address} is ${status}: nothing is recorded.`,
      at,
      fix: 'Look at auditform verify --probe; a corrected password is pushed by a higher password_version.',
    });
  if (auditStatus === 'paused')
    notes.push({
      code: 'AF406',
      severity: 'warning',
      message: `Auditing of ${address} is paused at the vendor, and no API call resumes it.`,
      at,
      fix: 'Resume it in DB Audit.',
    });
  if (isUnderWay({ connection: status, audit: auditStatus }))
    notes.push({
      code: 'AF407',
      severity: 'note',
      message: `DB Audit is still connecting to ${address} (${status}, ${auditStatus}).`,
      at,
      fix: 'Run again when it is connected.',
    });
  return notes;
}

function lookalike({ address, target }: Desired, alike: readonly string[]): Problem {
  return {
    code: 'AF213',
    severity: 'warning',
    message: `DB Audit does not monitor ${tripleOf(target)}, but ${alike.join(', ')}, whose database differs in letter case only.`,
    at: { address },
    fix: 'Check the spelling of target.database.',
  };
}
