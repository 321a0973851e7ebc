import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { JsonPointer } from '../../model/pointer.ts';
import type { Problem } from '../../model/problem.ts';
import type { Desired } from '../provider.ts';
import { OPTION_KEYS } from './audit-options.ts';
import { tripleOf } from './host.ts';
import { asLimits } from './limits.ts';
import type { Detail } from './wire.ts';

/** The detail as an observation; null: the vendor has no such object. */
export function observe(wanted: Desired, detail: Detail | null): Observation {
  if (detail === null) return absent(wanted);
  const { id, status, auditStatus, auditOptions, updatedAt, policiesActive, alertsPending } = detail;
  return {
    address: wanted.address,
    identity: `dbaudit/${id}`,
    presence: 'present',
    document: documentOf(detail),
    hidden: hiddenOf(detail),
    facts: ['database.present'],
    limits: asLimits({ id, options: auditOptions ?? null, auditStatus, policiesActive, alertsPending }),
    settled: status !== 'pending' && auditStatus !== 'initializing',
    token: updatedAt,
    notes: notesOf(wanted, detail),
  };
}

function absent(wanted: Desired): Observation {
  return {
    address: wanted.address,
    identity: `dbaudit/${tripleOf(wanted.target)}`,
    presence: 'absent',
    document: null,
    hidden: [],
    facts: [],
    limits: asLimits({ id: null, options: null, auditStatus: null, policiesActive: null, alertsPending: null }),
    settled: true,
    token: null,
    notes: [],
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
  const note = (
    code: Problem['code'],
    severity: Problem['severity'],
    message: string,
    fix: string | null,
  ): Problem => ({ code, severity, message, at: { address }, fix });
  const notes: Problem[] = [];
  if (status === 'error' || status === 'disconnected')
    notes.push(
      note(
        'AF406',
        'warning',
        `DB Audit's connection to ${address} is ${status}: nothing is recorded.`,
        'Look at auditform verify --probe.',
      ),
    );
  if (auditStatus === 'paused')
    notes.push(
      note(
        'AF406',
        'warning',
        `Auditing of ${address} is paused at the vendor, and no API call resumes it.`,
        'Resume it in DB Audit.',
      ),
    );
  return notes;
}
