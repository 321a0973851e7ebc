import { describeRegions, describeServiceLinkedRoleExists, initializeKvstorePermission } from './account-actions.ts';
import { describeAuditLogConfig } from './describe-audit-log-config.ts';
import { describeAuditRecords } from './describe-audit-records.ts';
import { describeEngineVersion } from './describe-engine-version.ts';
import { describeInstanceAttribute } from './describe-instance-attribute.ts';
import { describeInstances } from './describe-instances.ts';
import { describeLogicInstanceTopology } from './describe-logic-instance-topology.ts';
import { modifyAuditLogConfig } from './modify-audit-log-config.ts';
import type { TairAction } from './tair-action.ts';

export const actionTable: ReadonlyMap<string, TairAction> = new Map([
  ['DescribeAuditLogConfig', describeAuditLogConfig],
  ['ModifyAuditLogConfig', modifyAuditLogConfig],
  ['DescribeAuditRecords', describeAuditRecords],
  ['DescribeInstances', describeInstances],
  ['DescribeInstanceAttribute', describeInstanceAttribute],
  ['DescribeEngineVersion', describeEngineVersion],
  ['DescribeLogicInstanceTopology', describeLogicInstanceTopology],
  ['DescribeServiceLinkedRoleExists', describeServiceLinkedRoleExists],
  ['InitializeKvstorePermission', initializeKvstorePermission],
  ['DescribeRegions', describeRegions],
]);
