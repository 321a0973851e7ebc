import { dataNodeId, regionRetention } from './instance-facts.ts';
import type { TairAuditRecord, TairInstance, TairState } from './state.ts';

const DAY = 86_400_000;

/** Audit log guide: write commands only, reads are never recorded. */
const COMMANDS = [
  (n: number) => `SET order:${n} paid`,
  (n: number) => `HSET cart:${n % 500} items ${n % 7}`,
  (n: number) => `DEL session:${n}`,
  (n: number) => `EXPIRE token:${n} 3600`,
  (n: number) => `LPUSH jobs ${n}`,
] as const;
const ACCOUNTS = ['app', 'batch', 'admin'] as const;

/** The record of tick `n`: the same for every query, so pages of one window fit together. */
function generatedRecord(instance: TairInstance, n: number): TairAuditRecord {
  const command = COMMANDS[Math.abs(n) % COMMANDS.length] ?? COMMANDS[0];
  return {
    instanceId: instance.instanceId,
    executedAt: n * instance.writeEveryMs,
    sqlText: command(Math.abs(n)),
    sqlType: 'write',
    databaseName: String(Math.abs(n) % 2),
    accountName: ACCOUNTS[Math.abs(n) % ACCOUNTS.length] ?? ACCOUNTS[0],
    hostAddress: `10.0.0.${10 + (Math.abs(n) % 4)}`,
    nodeId: dataNodeId(instance, Math.abs(n) % instance.dataNodes),
    totalExecutionTimes: String(10 + (Math.abs(n) % 90)),
  };
}

function generatedRecords(instance: TairInstance, from: number, to: number): TairAuditRecord[] {
  const step = instance.writeEveryMs;
  if (step <= 0) return [];
  const records: TairAuditRecord[] = [];
  for (let n = Math.ceil(from / step); n * step < to; n += 1) records.push(generatedRecord(instance, n));
  return records;
}

function isRecorded(instance: TairInstance, at: number): boolean {
  return instance.auditPeriods.some((period) => at >= period.from && (period.to === null || at < period.to));
}

/** Records of one instance in [from, to), oldest first: executed while auditing was on, ingested, and not yet expired. */
export function auditRecords(
  state: TairState,
  instance: TairInstance,
  from: number,
  to: number,
  now: number,
): TairAuditRecord[] {
  const oldestKept = now - (regionRetention(state, instance) ?? 0) * DAY;
  const start = Math.max(from, oldestKept);
  const end = Math.min(to, now - state.limits.ingestionDelayMs);
  const stored = state.records.filter(
    (record) => record.instanceId === instance.instanceId && record.executedAt >= start && record.executedAt < end,
  );
  return [...generatedRecords(instance, start, end), ...stored]
    .filter((record) => isRecorded(instance, record.executedAt))
    .sort((left, right) => left.executedAt - right.executedAt);
}
