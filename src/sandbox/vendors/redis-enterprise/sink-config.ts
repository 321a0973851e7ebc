import { isIP } from 'node:net';
import { invalidSchema, type Refusal, undocumentedRefusal } from './refusal.ts';
import type { RedisEnterpriseState, RedisSink } from './state.ts';
import { hasAuditSettings, hasLowPorts } from './version.ts';

export const SINK_DEFAULTS = {
  audit_reconnect_interval: 1,
  audit_reconnect_max_attempts: 0,
  audit_queue_max_bytes: 524288,
} as const;

/** The sink after a PUT of `given`; throws when the vendor would refuse it. */
export function nextSink(state: RedisEnterpriseState, given: Readonly<Record<string, unknown>>): RedisSink {
  for (const [key, value] of Object.entries(given)) {
    if (!memberFits(state, key, value)) throw invalidSchema(schemaText(state, key));
  }
  const base = state.quirks.sinkPut === 'replace' ? {} : mergeBase(state, given);
  const next: Partial<RedisSink> = { ...SINK_DEFAULTS, ...base, ...given };
  const problem = problemOf(state, next);
  if (problem !== null) throw problem;
  return next as RedisSink;
}

/** Under `merge-keeps-port` a stored port outlives the change to `local`, which then is not a valid whole. */
function mergeBase(state: RedisEnterpriseState, given: Readonly<Record<string, unknown>>): Partial<RedisSink> {
  if (state.sink === null) return {};
  const { audit_port, ...others } = state.sink;
  const drops = given.audit_protocol === 'local' && state.quirks.sinkPut === 'merge';
  return audit_port === undefined || drops ? others : { ...others, audit_port };
}

function sinkFields(state: RedisEnterpriseState): readonly string[] {
  const fields = [
    'audit_protocol',
    'audit_address',
    'audit_port',
    'audit_reconnect_interval',
    'audit_reconnect_max_attempts',
  ];
  return hasAuditSettings(state) ? [...fields, 'audit_queue_max_bytes'] : fields;
}

function schemaText(state: RedisEnterpriseState, key: string): string {
  const known = sinkFields(state).includes(key);
  return known ? `${key} is not valid` : `Additional properties are not allowed ('${key}' was unexpected)`;
}

function memberFits(state: RedisEnterpriseState, key: string, value: unknown): boolean {
  if (!sinkFields(state).includes(key)) return false;
  if (key === 'audit_protocol') return value === 'TCP' || value === 'local';
  if (key === 'audit_address') return typeof value === 'string';
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return false;
  if (key === 'audit_port') return value >= 1 && value <= 65_535;
  const zeroFits = key !== 'audit_reconnect_interval' || state.quirks.zeroReconnectInterval === 'accepted';
  return value > 0 || (value === 0 && zeroFits);
}

/** What is wrong with the whole: the statuses of these three codes are in no document. */
function problemOf(state: RedisEnterpriseState, sink: Partial<RedisSink>): Refusal | null {
  const { audit_protocol: protocol, audit_address: address, audit_port: port } = sink;
  const missing = (member: string) =>
    undocumentedRefusal(400, 'db_conns_auditing_missing_config', `${member} is missing`);
  if (protocol === undefined) return missing('audit_protocol');
  if (address === undefined) return missing('audit_address');
  if (protocol === 'TCP' && port === undefined) return missing('audit_port');
  const bad = (text: string) => undocumentedRefusal(400, 'db_conns_auditing_bad_config', text);
  if (protocol === 'local' && port !== undefined) return bad('audit_port does not go with local');
  const lowPort = port !== undefined && port < 1024 && !hasLowPorts(state);
  if (lowPort && state.quirks.oldLowPorts === 'refused') return bad('audit_port must be 1024 or more');
  const fits = protocol === 'TCP' ? isIP(address) !== 0 || isHostName(address) : isSocketPath(address);
  return fits ? null : undocumentedRefusal(400, 'db_conns_auditing_bad_address', 'audit_address is not valid');
}

function isHostName(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.');
  const digitsOnly = /^[\d.]+$/.test(text);
  return text.length <= 254 && !digitsOnly && labels.every((label) => /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/.test(label));
}

function isSocketPath(text: string): boolean {
  return /^\/[^\0]*[^\0/]$/.test(text);
}
