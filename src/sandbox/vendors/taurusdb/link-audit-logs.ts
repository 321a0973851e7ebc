import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { hasOnly, jsonBody } from './json-body.ts';
import { logFileLink } from './log-file-link.ts';
import { readQuery } from './read-query.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbInstance } from './state.ts';

const MOST_IDS = 50;
const LINK_LIFE_MS = 300_000;

/** POST …/audit-log-link: pre-signed addresses, good for five minutes. It changes nothing, so readers may. */
export function linkAuditLogs(call: Call, instance: TaurusdbInstance): SimulatedReply {
  if (readQuery(call.request, []) === null) return refuse('DBS.280001', 'query parameters');
  const body = jsonBody(call.request);
  if (body.fault === 'empty') return refuse('DBS.200006');
  if (body.fault !== null) return refuse('DBS.280001', body.fault);
  const ids: unknown = hasOnly(body.object, ['ids']) ? body.object.ids : null;
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > MOST_IDS) return refuse('DBS.280001', '1 to 50 ids');
  const files = ids.map((id: unknown) => instance.files.find((file) => file.id === id));
  if (!files.every((file) => file !== undefined)) return refuse('DBS.280001', 'no such file');
  const expires = Math.floor((call.now + LINK_LIFE_MS) / 1_000);
  const links = files.map((file) => `${call.origin}${logFileLink(instance.id, file.name, expires)}`);
  return answer({ links });
}
