import type { WriteWatch } from '../../http/http-client.ts';
import type { Call } from './call.ts';
import { utcSeconds } from './acs-signature.ts';
import {
  type Attribute,
  type AuditConfig,
  attributeOf,
  auditConfigOf,
  accepted,
  type Instance,
  instancesOf,
  isLatestVersionOf,
  recordCountOf,
  roleExistsOf,
} from './wire.ts';

/** What ModifyAuditLogConfig is sent. Left out, DbAudit means true, so it is never left out. */
export type WantedConfig = { readonly DbAudit: true; readonly Retention: number } | { readonly DbAudit: false };

/** Actions of R-kvstore 2015-01-01 on one region, one function each. All throw ProviderError. */
export interface TairApi {
  readonly region: string;
  describeAuditLogConfig(id: string): Promise<AuditConfig>;
  describeInstanceAttribute(id: string): Promise<Attribute>;
  /** Pages count from 1; at most 50 instances each. */
  describeInstances(page: number, size: number): Promise<{ instances: readonly Instance[]; total: number }>;
  /** Null: the region's list does not have it. */
  describeInstance(id: string): Promise<Instance | null>;
  isLatestVersion(id: string): Promise<boolean>;
  serviceLinkedRoleExists(): Promise<boolean>;
  initializeKvstorePermission(writing?: WriteWatch): Promise<void>;
  modifyAuditLogConfig(id: string, config: WantedConfig, writing?: WriteWatch): Promise<void>;
}

export function createApi(call: Call, region: string): TairApi {
  return {
    region,
    describeAuditLogConfig: async (id) =>
      auditConfigOf(await call('DescribeAuditLogConfig', { RegionId: region, InstanceId: id })),
    describeInstanceAttribute: async (id) => attributeOf(await call('DescribeInstanceAttribute', { InstanceId: id })),
    describeInstances: async (page, size) =>
      instancesOf(
        await call('DescribeInstances', { RegionId: region, PageSize: String(size), PageNumber: String(page) }),
      ),
    describeInstance: async (id) => {
      const { instances } = instancesOf(await call('DescribeInstances', { RegionId: region, InstanceIds: id }));
      return instances.find((instance) => instance.id === id) ?? null;
    },
    isLatestVersion: async (id) => isLatestVersionOf(await call('DescribeEngineVersion', { InstanceId: id })),
    serviceLinkedRoleExists: async () =>
      roleExistsOf(await call('DescribeServiceLinkedRoleExists', { RegionId: region, Engine: 'Redis' })),
    initializeKvstorePermission: async (writing) =>
      accepted(await call('InitializeKvstorePermission', { RegionId: region }, 'write', writing)),
    modifyAuditLogConfig: async (id, config, writing) => {
      const retention = config.DbAudit ? { Retention: String(config.Retention) } : {};
      const parameters = { InstanceId: id, DbAudit: String(config.DbAudit), ...retention };
      return accepted(await call('ModifyAuditLogConfig', parameters, 'write', writing));
    },
  };
}

/** A stretch of time, in milliseconds since the epoch. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** How many records DescribeAuditRecords finds in the window; its first page tells. */
export async function countAuditRecords(records: Call, id: string, { start, end }: Window): Promise<number> {
  const span = { StartTime: utcSeconds(start), EndTime: utcSeconds(end) };
  return recordCountOf(
    await records('DescribeAuditRecords', { InstanceId: id, ...span, PageSize: '100', PageNumber: '1' }),
  );
}
