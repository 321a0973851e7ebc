import type { Call } from './call.ts';
import { zonedTime } from './zoned-time.ts';
import type { TaurusdbInstance } from './state.ts';

/** v3.1 knows four words; whatever is neither whole nor being made is abnormal. */
const UNIFIED: Readonly<Record<string, string>> = { ACTIVE: 'normal', BUILD: 'creating', FAILED: 'createfail' };

export type ApiVersion = 'v3' | 'v3.1';

export function statusOf({ status, operation }: TaurusdbInstance): string {
  return operation?.status ?? status;
}

/** One entry of the instance list. */
export function listedInstance(call: Call, instance: TaurusdbInstance, version: ApiVersion): object {
  const { port } = instance;
  const status = statusOf(instance);
  const created = zonedTime(instance.createdAt);
  return {
    id: instance.id,
    name: instance.name,
    status: version === 'v3' ? status : (UNIFIED[status] ?? 'abnormal'),
    port: call.state.quirks.port === 'number' ? port : `${port}`,
    type: 'Cluster',
    private_ips: [instance.privateIp],
    db_user_name: 'root',
    region: call.state.region,
    datastore: { type: 'gaussdb-mysql', version: '8.0', kernel_version: instance.kernelVersion },
    created,
    updated: status === 'BUILD' ? '' : created,
    vpc_id: instance.vpcId,
    subnet_id: instance.subnetId,
    charge_info: { charge_mode: 'postPaid' },
    enterprise_project_id: '0',
    time_zone: 'UTC',
    tags: instance.tags,
  };
}

/** The details add the nodes. */
export function detailedInstance(call: Call, instance: TaurusdbInstance, version: ApiVersion): object {
  const nodes = Array.from({ length: instance.nodes }, (_, index) => ({
    id: `${instance.id.slice(0, 30)}${`${index + 1}`.padStart(2, '0')}no07`,
    name: `${instance.name}_node${index + 1}`,
    type: index === 0 ? 'master' : 'slave',
    status: statusOf(instance),
  }));
  return { ...listedInstance(call, instance, version), nodes };
}
