import { ApiFault, auditNotSupported, invalidParameter } from './api-fault.ts';
import { auditRecords } from './audit-records.ts';
import { hasNodes, supportsAudit } from './instance-facts.ts';
import { anyText, integerWithin, required, rule } from './parameter-rule.ts';
import type { TairAuditRecord, TairInstance } from './state.ts';
import { type ActionCall, namedInstance, type TairAction } from './tair-action.ts';
import { formatUtcTime, parseUtcTime } from './utc-time.ts';

const DAY = 86_400_000;
const MOST_PAGES = 999_999_999;

function malformed(code: string, message: string): () => ApiFault {
  return () => new ApiFault(400, `${code}.Malformed`, message);
}

function utcTime(name: string) {
  const refusal = malformed(`Invalid${name}`, `The Specified parameter ${name} is not valid.`);
  return required(rule((value) => parseUtcTime(value) !== null, refusal));
}

const parameters = {
  InstanceId: required(anyText),
  StartTime: utcTime('StartTime'),
  EndTime: utcTime('EndTime'),
  NodeId: anyText,
  AccountName: anyText,
  DatabaseName: integerWithin(0, 255),
  // "only a single keyword in each call"
  QueryKeywords: rule((value) => /^\S+$/.test(value)),
  HostAddress: anyText,
  PageSize: rule(
    (value) => ['30', '50', '100'].includes(value),
    malformed('InvalidPageSize', 'The specified parameter PageSize is not valid.'),
  ),
  PageNumber: integerWithin(1, MOST_PAGES, malformed('InvalidPageNumbers', 'Specified page number is not valid.')),
};

interface Period {
  readonly from: number;
  readonly to: number;
}

/** DescribeAuditRecords page: the end later than the start, one day at most. */
function queriedPeriod(call: ActionCall): Period {
  const from = parseUtcTime(call.parameters.get('StartTime') ?? '') ?? 0;
  const to = parseUtcTime(call.parameters.get('EndTime') ?? '') ?? 0;
  if (to <= from || to - from > DAY) {
    throw new ApiFault(400, 'InvalidQueryTime.Format', 'Specified query time is not valid.');
  }
  return { from, to };
}

function auditedInstance(call: ActionCall): TairInstance {
  const instance = namedInstance(call);
  if (!supportsAudit(instance, call.state.quirks) || !instance.auditEnabled) throw auditNotSupported();
  if (call.parameters.has('NodeId') && !hasNodes(instance)) throw invalidParameter('NodeId');
  return instance;
}

function isWanted(record: TairAuditRecord, wanted: ReadonlyMap<string, string>): boolean {
  const matches = (name: string, value: string) => !wanted.has(name) || wanted.get(name) === value;
  return (
    matches('NodeId', record.nodeId) &&
    matches('AccountName', record.accountName) &&
    matches('DatabaseName', record.databaseName) &&
    matches('HostAddress', record.hostAddress) &&
    record.sqlText.toLowerCase().includes((wanted.get('QueryKeywords') ?? '').toLowerCase())
  );
}

function shownRecord(instance: TairInstance, record: TairAuditRecord): Readonly<Record<string, string>> {
  return {
    HostAddress: record.hostAddress,
    SQLText: record.sqlText,
    DatabaseName: record.databaseName,
    SQLType: record.sqlType,
    ExecuteTime: formatUtcTime(record.executedAt),
    TotalExecutionTimes: record.totalExecutionTimes,
    ...(hasNodes(instance) ? { NodeId: record.nodeId } : {}),
    AccountName: record.accountName,
    IPAddress: '192.168.100.10',
  };
}

export const describeAuditRecords: TairAction = {
  parameters,
  run(call) {
    const period = queriedPeriod(call);
    const instance = auditedInstance(call);
    const began = instance.auditPeriods[0]?.from ?? call.now;
    if (period.to <= began) {
      // The vendor's message lacks its first letter.
      throw new ApiFault(400, 'InvalidEndTime.Invalid', 'pecified end time is before this service active time.');
    }
    const pageSize = Number(call.parameters.get('PageSize') ?? 30);
    const pageNumber = Number(call.parameters.get('PageNumber') ?? 1);
    const found = auditRecords(call.state, instance, period.from, period.to, call.now).filter((record) =>
      isWanted(record, call.parameters),
    );
    const first = (pageNumber - 1) * pageSize;
    return {
      StartTime: formatUtcTime(period.from),
      EndTime: formatUtcTime(period.to),
      InstanceName: instance.instanceId,
      TotalRecordCount: found.length,
      PageNumber: pageNumber,
      PageSize: pageSize,
      Items: { SQL: found.slice(first, first + pageSize).map((record) => shownRecord(instance, record)) },
    };
  },
};
