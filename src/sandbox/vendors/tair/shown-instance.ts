import { shownStatus } from './instance-facts.ts';
import type { TairInstance, TairState } from './state.ts';
import { formatUtcTime } from './utc-time.ts';

/** Members that DescribeInstances and DescribeInstanceAttribute share. */
export function shownInstance(state: TairState, instance: TairInstance): Readonly<Record<string, unknown>> {
  return {
    InstanceId: instance.instanceId,
    InstanceName: instance.instanceName,
    RegionId: instance.regionId,
    ZoneId: instance.zoneId,
    InstanceType: instance.instanceType,
    InstanceClass: instance.instanceClass,
    EngineVersion: instance.engineVersion,
    ArchitectureType: instance.architectureType,
    InstanceStatus: shownStatus(instance, state.quirks),
    ChargeType: instance.chargeType,
    CreateTime: formatUtcTime(instance.createdAt),
    EndTime: instance.expiresAt === null ? '' : formatUtcTime(instance.expiresAt),
  };
}
