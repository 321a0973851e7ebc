import type { Fact } from '../../model/fact.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Problem } from '../../model/problem.ts';
import type { Desired } from '../provider.ts';
import type { TairApi } from './api.ts';
import { identityOf } from './identity.ts';
import { type Intent, intentOf } from './intent.ts';
import { asLimits, type RoleState } from './limits.ts';
import { readConfig, type Reading } from './read-config.ts';
import { isAnswerless } from './refusal.ts';
import { keptDays, type Region, type RegionRetention } from './region.ts';
import { isStuck, statusOf } from './status.ts';
import { type Waiting, whileBusy } from './while-busy.ts';

export interface Observer {
  readonly api: TairApi;
  readonly region: Region;
  /** Ids that this session wrote to: their status tells when the vendor is done. */
  readonly written: ReadonlySet<string>;
  /** Days that this session sent although only another manifest asks for them. */
  readonly borrowed: ReadonlySet<number>;
  readonly io: Waiting;
}

/** One target's live settings, and what a change of them needs to know. Never writes. */
export async function observe(observer: Observer, wanted: Desired): Promise<Observation> {
  const { api, written } = observer;
  const id = String(wanted.target.InstanceId);
  const reading = await readPatiently(observer, id, wanted.spec);
  const intent = intentOf(wanted.spec, reading.enabled);
  const notes: Problem[] = [];
  const note = (code: Problem['code'], severity: Problem['severity'], message: string) =>
    notes.push({ code, severity, message, at: { address: wanted.address }, fix: null });
  if (reading.doubt !== null) note('AF406', 'warning', reading.doubt);
  if (reading.enabled && reading.retention !== null) observer.region.saw(reading.retention);
  const enabling = intent.enabling && !reading.unsupported;
  const settled = written.has(id) || changes(intent, reading) ? await isSettled(observer, id, note) : true;
  const retention =
    enabling && !written.has(id) ? await regionRetention(observer, id, reading, note) : reading.retention;
  const role = enabling ? await roleState(api, note) : 'unknown';
  const facts: Fact[] = [...(reading.enabled ? ['audit.enabled'] : []), ...(role === 'exists' ? ['role.exists'] : [])];
  return {
    address: wanted.address,
    identity: identityOf(wanted.target, api.region),
    presence: 'present',
    document: documentOf(reading.enabled, retention, enabling),
    hidden: [],
    facts,
    limits: asLimits({ region: api.region, unsupported: reading.unsupported, role, source: reading.source }),
    settled,
    token: null,
    notes,
  };
}

type Note = (code: Problem['code'], severity: Problem['severity'], message: string) => void;

/** What this run wrote elsewhere in the region may keep this instance busy for a while; before that nobody waits. */
function readPatiently({ api, written, io }: Observer, id: string, spec: JsonObject): Promise<Reading> {
  const read = () => readConfig(api, id, spec.Retention !== undefined && spec.DbAudit !== false);
  return written.size > 0 && !written.has(id) ? whileBusy(io, read) : read();
}

function changes({ enabling, disabling, retention }: Intent, reading: Reading): boolean {
  if (reading.unsupported) return false;
  return enabling || disabling || (retention !== undefined && retention !== reading.retention);
}

/**
 * An instance that is to be switched on and knows no retention says null, which the region's first retention, once
 * another target of the same run has set it, can be told apart from.
 */
function documentOf(enabled: boolean, retention: number | null, enabling: boolean): JsonObject {
  return { DbAudit: enabled, ...(retention === null && !enabling ? {} : { Retention: retention }) };
}

async function isSettled({ api }: Observer, id: string, note: Note): Promise<boolean> {
  const { status, trouble } = await statusOf(api, id);
  if (status === null) {
    note(
      'AF406',
      'note',
      `The status of ${id} could not be read, so a running change would not be noticed: ${trouble}`,
    );
    return true;
  }
  if (isStuck(status))
    note('AF407', 'warning', `${id} is ${status}, so the vendor will refuse the change; renew or repair it first.`);
  else if (status !== 'Normal')
    note('AF407', 'note', `${id} is ${status}; the vendor changes settings only when it is Normal.`);
  return status === 'Normal';
}

/** What was lent by another manifest of this run, where the region had nothing, is nothing that anybody else has set. */
async function regionRetention(observer: Observer, id: string, own: Reading, note: Note): Promise<number | null> {
  const days = keptDays(await keptElsewhere(observer, id, note), own.retention);
  return days !== null && observer.borrowed.has(days) ? null : days;
}

/** What the region keeps now: an instance that is audited knows for sure, one that is off perhaps. */
async function keptElsewhere({ region }: Observer, id: string, note: Note): Promise<RegionRetention> {
  const unnoticed = (why: string) =>
    note('AF406', 'warning', `What the region keeps now is not sure, so a lower retention may go unnoticed: ${why}`);
  try {
    const found = await region.retention(id);
    if (!found.sure) unnoticed('not every instance of the region could say.');
    return found;
  } catch (error) {
    if (!isAnswerless(error)) throw error;
    unnoticed(error.message);
    return { days: null, idle: null, sure: false };
  }
}

/** Who may not ask leaves it to the vendor, which refuses the write when the role is missing. */
async function roleState(api: TairApi, note: Note): Promise<RoleState> {
  try {
    return (await api.serviceLinkedRoleExists()) ? 'exists' : 'missing';
  } catch (error) {
    if (!isAnswerless(error)) throw error;
    note(
      'AF406',
      'note',
      `Whether the service-linked role AliyunServiceRoleForKvstore exists could not be looked up: ${error.message}`,
    );
    return 'unknown';
  }
}
