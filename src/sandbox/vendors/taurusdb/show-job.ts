import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { readQuery } from './read-query.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbJob } from './state.ts';
import { zonedTime } from './zoned-time.ts';

/** The task center shows the last month. */
const KEPT_MS = 30 * 86_400_000;

/** GET …/jobs?id=: a job shows up only a few seconds after it began. */
export function showJob(call: Call, projectId: string): SimulatedReply {
  const { state, now } = call;
  const id = readQuery(call.request, ['id'])?.get('id');
  if (id === undefined || id === '') return refuse('DBS.280001', 'id');
  const job = state.jobs.find((candidate) => candidate.id === id && candidate.projectId === projectId);
  const age = job === undefined ? -1 : now - job.startedAt;
  if (job === undefined || age < state.limits.jobVisibleAfterMs || age > KEPT_MS) return refuse('DBS.200543');
  return answer({ job: shownJob(call, job) });
}

function shownJob({ state, now }: Call, job: TaurusdbJob): object {
  const instance = state.instances.find(({ id }) => id === job.instanceId);
  const running = job.endsAt > now;
  const ended = job.failed ? 'Failed' : 'Completed';
  return {
    id: job.id,
    name: 'SetAuditLogPolicy',
    status: running ? 'Running' : ended,
    created: zonedTime(job.startedAt),
    ended: running ? '' : zonedTime(job.endsAt),
    process: running ? '50%' : '',
    instance: { id: job.instanceId, name: instance?.name ?? '' },
    entities: {},
    fail_reason: job.failed ? 'The audit log policy could not be set.' : '',
  };
}
