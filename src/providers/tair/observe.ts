import type { Fact } from '../../model/fact.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Problem } from '../../model/problem.ts';
import type { Desired } from '../provider.ts';
import { type LookedUp, lookUpRetention, lookUpRole, lookUpSettled, type Remark } from './before-change.ts';
import { identityOf } from './identity.ts';
import { type Intent, intentOf } from './intent.ts';
import { asLimits, type RoleState } from './limits.ts';
import type { Observer } from './observer.ts';
import { readConfig, type Reading } from './read-config.ts';
import { whileBusy } from './while-busy.ts';

/** One target's live settings, and what a change of them needs to know. Never writes. */
export async function observe(observer: Observer, wanted: Desired): Promise<Observation> {
  const { written, region } = observer;
  const id = String(wanted.target.InstanceId);
  // After a write the status matters, whatever the settings show.
  const early = written.has(id) ? lookUpSettled(observer, id) : null;
  early?.catch(() => undefined);
  const reading = await readPatiently(observer, id, wanted.spec);
  region.heard(id, reading);
  const intent = intentOf(wanted.spec, reading.enabled);
  const enabling = intent.enabling && !reading.unsupported;
  const settled = early ?? (changes(intent, reading) ? lookUpSettled(observer, id) : found(true));
  const retention =
    enabling && !written.has(id) ? lookUpRetention(observer, id, reading) : found<number | null>(reading.retention);
  const role = enabling ? lookUpRole(observer) : found<RoleState>('unknown');
  // Of several that fail it is always the same one that is told.
  await Promise.allSettled([settled, retention, role]);
  return observation(observer, wanted, {
    reading,
    enabling,
    settled: await settled,
    retention: await retention,
    role: await role,
  });
}

interface Found {
  readonly reading: Reading;
  readonly enabling: boolean;
  readonly settled: LookedUp<boolean>;
  readonly retention: LookedUp<number | null>;
  readonly role: LookedUp<RoleState>;
}

function observation(
  { api }: Observer,
  { address, target }: Desired,
  { reading, enabling, settled, retention, role }: Found,
): Observation {
  const doubt: Remark[] =
    reading.doubt === null
      ? []
      : [{ code: 'AF406', severity: 'warning', message: reading.doubt, fix: 'Look at the instance in the console.' }];
  const remarks = [...doubt, ...settled.remarks, ...retention.remarks, ...role.remarks];
  const exists = role.value === 'exists';
  const facts: Fact[] = [...(reading.enabled ? ['audit.enabled'] : []), ...(exists ? ['role.exists'] : [])];
  const { unsupported, source } = reading;
  return {
    address,
    identity: identityOf(target, api.region),
    presence: 'present',
    document: documentOf(reading.enabled, retention.value, enabling),
    hidden: [],
    facts,
    limits: asLimits({ region: api.region, unsupported, role: role.value, source }),
    settled: settled.value,
    token: null,
    notes: remarks.map((said): Problem => ({ ...said, at: { address } })),
  };
}

async function found<T>(value: T): Promise<LookedUp<T>> {
  return { value, remarks: [] };
}

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
