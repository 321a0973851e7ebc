import type { SimulatedReply, SimulatedRequest } from '../../simulator.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbInstance, TaurusdbState } from './state.ts';

const V31_WORDS: Readonly<Record<string, string>> = { ACTIVE: 'normal', BUILD: 'creating', FAILED: 'createfail' };

/** The pages of instances, v3 or v3.1 by the status words. */
export function listInstances(state: TaurusdbState, request: SimulatedRequest, unified: boolean): SimulatedReply {
  const page = pageOf(request, 100);
  if (page === null) return refuse(400, 'DBS.280439', 'The limit value must be from 1 to 100.');
  const [id, name] = [request.query.get('id'), request.query.get('name')];
  const fits = (instance: TaurusdbInstance) => (id === null || instance.id === id) && (name === null || (name.startsWith('*') ? instance.name.includes(name.slice(1)) : instance.name === name));
  const found = state.instances.filter(fits);
  return answer({ instances: found.slice(page.offset, page.offset + page.limit).map((instance) => shown(instance, unified)), total_count: found.length });
}

export function shown(instance: TaurusdbInstance, unified: boolean): object {
  return {
    id: instance.id,
    name: instance.name,
    status: unified ? (V31_WORDS[instance.status] ?? 'abnormal') : instance.status,
    port: '3306',
    type: 'Cluster',
    region: 'ap-southeast-3',
    datastore: { type: 'gaussdb-mysql', version: '8.0', kernel_version: instance.kernelVersion },
    created: '2026-01-01T00:00:00+0000',
    updated: '2026-01-01T00:00:00+0000',
    tags: [],
  };
}

/** Log files of a span of at most 30 days. */
export function listLogs(state: TaurusdbState, instance: TaurusdbInstance, request: SimulatedRequest): SimulatedReply {
  const times = ['start_time', 'end_time'].map((name) => timeOf(request.query.get(name), state.quirks.zuluTimes));
  const page = request.query.has('limit') && request.query.has('offset') ? pageOf(request, 10) : null;
  const [from, to] = times as [number | null, number | null];
  if (from === null || to === null || page === null) return refuse(400, 'DBS.280001', 'Parameter error.');
  if (to <= from || to - from > 30 * 86_400_000) return refuse(400, 'DBS.280001', 'The time span must be positive and at most 30 days.');
  const found = instance.files.filter((file) => file.end >= from && file.begin <= to);
  const stamp = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}+0000`;
  const files = found.slice(page.offset, page.offset + page.limit).map((file) => ({ id: file.id, name: file.name, size: file.size, begin_time: stamp(file.begin), end_time: stamp(file.end) }));
  return answer({ audit_logs: files, total_count: found.length });
}

function pageOf(request: SimulatedRequest, standard: number): { offset: number; limit: number } | null {
  const [limit, offset] = [request.query.get('limit') ?? String(standard), request.query.get('offset') ?? '0'];
  if (!/^\d+$/.test(limit) || !/^\d+$/.test(offset) || Number(limit) < 1 || Number(limit) > 100) return null;
  return { offset: Number(offset), limit: Number(limit) };
}

/** `2026-01-02T03:04:05+0800`; a literal Z only where the state says so. */
function timeOf(text: string | null, zulu: boolean): number | null {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:([+-]\d\d)(\d\d)|(Z))$/.exec(text ?? '');
  if (parts === null || (parts[4] === 'Z' && !zulu)) return null;
  const time = Date.parse(parts[4] === 'Z' ? text! : `${parts[1]}${parts[2]}:${parts[3]}`);
  return Number.isNaN(time) ? null : time;
}
