import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { type ApiVersion, listedInstance } from './instance-view.ts';
import { readPage, readQuery } from './read-query.ts';
import { answer, refuse } from './reply.ts';
import type { TaurusdbInstance } from './state.ts';

type Query = ReadonlyMap<string, string>;

const FILTERS = [
  'id',
  'name',
  'type',
  'datastore_type',
  'vpc_id',
  'subnet_id',
  'private_ip',
  'tags',
  'offset',
  'limit',
] as const;

/** GET …/instances, filtered and in pages of at most 100. */
export function listInstances(call: Call, projectId: string, version: ApiVersion): SimulatedReply {
  const query = readQuery(call.request, FILTERS);
  if (query === null) return refuse('DBS.280001', 'unknown or repeated query parameter');
  const page = readPage(query.get('offset') ?? '0', query.get('limit') ?? '100');
  if (page === 'limit') return refuse('DBS.280439');
  if (page === 'offset') return refuse('DBS.280001', 'offset');
  if (query.get('name') === '*' || !allows(query, 'type', 'Cluster')) return refuse('DBS.280001', 'name or type');
  if (!allows(query, 'datastore_type', 'gaussdb-mysql')) return refuse('DBS.280001', 'datastore_type');
  const tags = tagsOf(query.get('tags'));
  if (tags === null) return refuse('DBS.280001', 'tags');
  const found = call.state.instances.filter(
    (instance) => instance.projectId === projectId && fits(instance, query) && carries(instance, tags),
  );
  const shown = found.slice(page.offset, page.offset + page.limit);
  return answer({
    instances: shown.map((instance) => listedInstance(call, instance, version)),
    total_count: found.length,
  });
}

function allows(query: Query, name: string, only: string): boolean {
  return (query.get(name) ?? only) === only;
}

/** `key=value,key=value`. */
function tagsOf(value: string | undefined): readonly (readonly [string, string])[] | null {
  if (value === undefined) return [];
  const pairs = value.split(',').map((pair) => /^([^=]+)=(.*)$/.exec(pair));
  return pairs.includes(null) ? null : pairs.map((pair) => [pair![1]!, pair![2]!]);
}

function carries({ tags }: TaurusdbInstance, wanted: readonly (readonly [string, string])[]): boolean {
  return wanted.every(([key, value]) => tags.some((tag) => tag.key === key && tag.value === value));
}

function fits(instance: TaurusdbInstance, query: Query): boolean {
  const exact: readonly (readonly [string, string])[] = [
    ['id', instance.id],
    ['vpc_id', instance.vpcId],
    ['subnet_id', instance.subnetId],
    ['private_ip', instance.privateIp],
  ];
  return exact.every(([name, value]) => allows(query, name, value)) && isNamed(instance, query.get('name'));
}

/** A leading asterisk turns the exact comparison into "contains". */
function isNamed({ name }: TaurusdbInstance, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted.startsWith('*') ? name.includes(wanted.slice(1)) : name === wanted;
}
