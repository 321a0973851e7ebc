// Tair / R-kvstore 2015-01-01 (https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-overview).
import { ACCOUNT_SIZE, names } from '../fleet/targets.mjs';

const shown = (k) => ({
  InstanceId: names.tairId(k),
  InstanceName: `tair-${k}`,
  RegionId: 'cn-hangzhou',
  InstanceType: 'Redis',
  InstanceClass: 'redis.master.mid.default',
  EngineVersion: '6.0',
  ArchitectureType: 'standard',
  InstanceStatus: 'Normal',
  ChargeType: 'PostPaid',
});
const reply = (members) => JSON.stringify({ RequestId: '5DEA3CC9-F81D-4387-8E97-CEA40F09A1C2', ...members });

/** Without saying how long to wait, which the vendor is free to do. */
export const throttled = {
  status: 400,
  body: reply({ Code: 'Throttling.User', Message: 'Request was denied due to user flow control.' }),
};

/** Drift: auditing is off. `state`: DbAudit as it was last written; the region keeps 365 days in any case. */
export function answer({ query, headers }, a, isDrifted, state, count) {
  const id = query.get('InstanceId');
  const k = Number(id?.slice('r-bench'.length));
  if (id !== null && !(k < count)) return null;
  const on = () => state.get(k) ?? !isDrifted(k);
  switch (headers['x-acs-action']) {
    case 'DescribeAuditLogConfig':
      return reply({ DbAudit: String(on()), Retention: '365' });
    case 'DescribeInstanceAttribute':
      return reply({ Instances: { DBInstanceAttribute: [{ ...shown(k), AuditLogRetention: on() ? '365' : '0' }] } });
    case 'DescribeEngineVersion':
      return reply({ MajorVersion: '6.0', MinorVersion: '6.0.2', IsLatestVersion: true });
    case 'DescribeServiceLinkedRoleExists':
      return reply({ ExistsServiceLinkedRole: 'true' });
    case 'ModifyAuditLogConfig':
      state.set(k, query.get('DbAudit') === 'true');
      return reply({});
    case 'DescribeInstances':
      return listed(query, a, count);
    default:
      return null;
  }
}

function listed(query, a, count) {
  const wanted = query.get('InstanceIds')?.split(',');
  const first = a * ACCOUNT_SIZE;
  const all = Array.from({ length: Math.max(Math.min(ACCOUNT_SIZE, count - first), 0) }, (_, at) => shown(first + at));
  const found = wanted === undefined ? all : all.filter(({ InstanceId }) => wanted.includes(InstanceId));
  const [page, size] = [Number(query.get('PageNumber') ?? 1), Number(query.get('PageSize') ?? 30)];
  return reply({
    TotalCount: found.length,
    PageNumber: page,
    PageSize: size,
    Instances: { KVStoreInstance: found.slice((page - 1) * size, page * size) },
  });
}
