import { flag, integer, listOf, mapOf, moment, name, object, oneOf, orNull, text } from '../../shape.ts';
import type { TairInstance, TairState } from './state.ts';

const DURATION = integer(0, Number.MAX_SAFE_INTEGER);
const RETENTION = orNull(integer(1, 365));

const CREDENTIAL = object({
  accessKeyId: name,
  accessKeySecret: name,
  securityToken: orNull(name),
  access: oneOf('full', 'describe'),
  active: flag,
});

const REGION = object({
  regionId: name,
  localName: text,
  endpoint: text,
  zones: listOf(text),
  retentionDays: RETENTION,
});

const INSTANCE = object({
  instanceId: name,
  instanceName: text,
  regionId: name,
  zoneId: text,
  instanceType: oneOf('Redis', 'Tair', 'Memcache'),
  editionType: oneOf('Community', 'Enterprise'),
  instanceClass: text,
  engineVersion: name,
  architectureType: oneOf('standard', 'cluster', 'rwsplit'),
  minorVersion: text,
  minorVersionIsLatest: flag,
  status: name,
  chargeType: oneOf('PrePaid', 'PostPaid'),
  createdAt: moment,
  expiresAt: orNull(moment),
  tags: listOf(object({ key: name, value: text })),
  dataNodes: integer(1, 256),
  writeEveryMs: (value, place) => {
    // One record a second bounds what a one-day query has to generate.
    if (value !== 0) integer(1_000, Number.MAX_SAFE_INTEGER)(value, place);
  },
  auditEnabled: flag,
  auditPeriods: listOf(object({ from: moment, to: orNull(moment) })),
  pending: orNull(object({ startedAt: moment, dueAt: moment, enabled: flag, retentionDays: RETENTION })),
});

const RECORD = object({
  instanceId: name,
  executedAt: moment,
  sqlText: text,
  sqlType: text,
  databaseName: text,
  accountName: text,
  hostAddress: text,
  nodeId: text,
  totalExecutionTimes: text,
});

const QUIRKS = object({
  neverEnabledRetention: oneOf('', 'absent', '0'),
  neverEnabledMeans: oneOf('region', 'instance'),
  auditConfigWhileOff: oneOf('answers', 'error'),
  statusDuringChange: oneOf('Changing', 'Normal'),
  dbAuditType: oneOf('string', 'boolean'),
  throttlingStatus: oneOf(400, 403),
  retryAfterHeader: flag,
  retentionWhileDisabling: oneOf('ignored', 'applied'),
  persistentMemory: oneOf('supported', 'refused'),
  unknownActions: listOf(text),
});

const STATE = object({
  account: object({ uid: name, serviceLinkedRole: flag, logServiceActive: flag }),
  credentials: listOf(CREDENTIAL),
  regions: listOf(REGION),
  instances: listOf(INSTANCE),
  records: listOf(RECORD),
  limits: object({ callsPerMinute: mapOf(DURATION), ingestionDelayMs: DURATION }),
  quirks: QUIRKS,
  log: listOf(object({ at: moment, method: text, path: text, summary: text })),
  nonces: mapOf(moment),
  recentCalls: mapOf(listOf(moment)),
  requestCount: DURATION,
});

function unique(values: readonly string[], what: string): void {
  if (new Set(values).size !== values.length) throw new TypeError(`Tair state: ${what} must be unique`);
}

/** `auditEnabled` is the field people flip by hand, so the periods follow it. */
function alignPeriods(instance: TairInstance, now: number): void {
  const last = instance.auditPeriods.at(-1);
  const open = last !== undefined && last.to === null;
  if (instance.auditEnabled && !open) instance.auditPeriods.push({ from: now, to: null });
  if (!instance.auditEnabled && open) last.to = now;
}

/** A private copy of a state that came from outside, or a TypeError. */
export function restoredState(value: unknown, now: number): TairState {
  STATE(value, 'the Tair state');
  const state = structuredClone(value) as TairState;
  const regionIds = state.regions.map((region) => region.regionId);
  unique(regionIds, 'regionId');
  unique(
    state.instances.map((instance) => instance.instanceId),
    'instanceId',
  );
  unique(
    state.credentials.map((credential) => credential.accessKeyId),
    'accessKeyId',
  );
  for (const instance of state.instances) {
    if (!regionIds.includes(instance.regionId)) {
      throw new TypeError(`Tair state: instance ${instance.instanceId} is in unknown region ${instance.regionId}`);
    }
    alignPeriods(instance, now);
  }
  return state;
}
