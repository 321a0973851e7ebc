import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { readPage, readQuery } from './read-query.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbFile, TaurusdbInstance } from './state.ts';
import { parseZonedTime, zonedTime } from './zoned-time.ts';

const LONGEST_SPAN_MS = 30 * 86_400_000;

/** GET …/audit-logs: files of a span of at most 30 days. All four parameters are mandatory. */
export function listAuditLogs(call: Call, instance: TaurusdbInstance): SimulatedReply {
  const query = readQuery(call.request, ['start_time', 'end_time', 'offset', 'limit']);
  if (query === null || query.size < 4) return refuse('DBS.280001', 'start_time, end_time, offset and limit');
  const { zuluTimes, logOrder } = call.state.quirks;
  const from = parseZonedTime(query.get('start_time') ?? '', zuluTimes);
  const to = parseZonedTime(query.get('end_time') ?? '', zuluTimes);
  if (from === null || to === null) return refuse('DBS.280001', 'times look like 2026-01-02T03:04:05+0800');
  if (to <= from || to - from > LONGEST_SPAN_MS) return refuse('DBS.280001', 'end_time after start_time, by 30 days');
  const page = readPage(query.get('offset') ?? '', query.get('limit') ?? '');
  if (page === 'limit') return refuse('DBS.280439');
  if (page === 'offset') return refuse('DBS.280001', 'offset');
  const found = instance.files
    .filter(({ begin, end }) => end >= from && begin <= to)
    .sort((one, other) => (logOrder === 'newestFirst' ? other.end - one.end : one.end - other.end));
  const shown = found.slice(page.offset, page.offset + page.limit);
  return answer({ audit_logs: shown.map(listedFile), total_count: found.length });
}

function listedFile({ id, name, size, begin, end }: TaurusdbFile): object {
  return { id, name, size, begin_time: zonedTime(begin), end_time: zonedTime(end) };
}
