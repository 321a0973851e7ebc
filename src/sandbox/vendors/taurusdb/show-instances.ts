import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { type ApiVersion, detailedInstance } from './instance-view.ts';
import { readQuery } from './read-query.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbInstance } from './state.ts';

const MOST_IDS = 20;

export function isInstanceId(value: string): boolean {
  return /^[A-Za-z0-9]{32}in07$/.test(value);
}

/** GET …/instances/{id}. */
export function showInstance(call: Call, instance: TaurusdbInstance, version: ApiVersion): SimulatedReply {
  if (readQuery(call.request, []) === null) return refuse('DBS.280001', 'query parameters');
  return answer({ instance: detailedInstance(call, instance, version) });
}

/** GET …/instances/details?instance_ids=a,b: those that exist. */
export function showInstances(call: Call, projectId: string): SimulatedReply {
  const query = readQuery(call.request, ['instance_ids']);
  const ids = (query?.get('instance_ids') ?? '').split(',');
  if (query === null || ids.length > MOST_IDS) return refuse('DBS.280001', `instance_ids: 1 to ${MOST_IDS}`);
  if (!ids.every(isInstanceId)) return refuse('DBS.280404');
  const found = call.state.instances.filter(({ id, ...rest }) => rest.projectId === projectId && ids.includes(id));
  return answer({ instances: found.map((instance) => detailedInstance(call, instance, 'v3')) });
}
