import { ApiFault } from './api-fault.ts';
import { dataNodeId, hasNodes } from './instance-facts.ts';
import { anyText, required } from './parameter-rule.ts';
import { namedInstance, type TairAction } from './tair-action.ts';

/** Topology page: node ids carry a `#` and a number that the audit records' NodeId does not have. */
function node(nodeId: string, nodeType: 'db' | 'proxy', index: number): Readonly<Record<string, string>> {
  const shown = { NodeId: `${nodeId}#${1_000_001 + index}`, NodeType: nodeType };
  return nodeType === 'db' ? { ...shown, SubInstanceType: nodeType } : shown;
}

export const describeLogicInstanceTopology: TairAction = {
  parameters: { InstanceId: required(anyText) },
  run(call) {
    const instance = namedInstance(call);
    if (!hasNodes(instance)) {
      throw new ApiFault(400, 'IncorrectDBInstance.NotSupported', 'This instance do not support this operation.');
    }
    const indexes = Array.from({ length: instance.dataNodes }, (_, index) => index);
    return {
      InstanceId: instance.instanceId,
      RedisShardList: { NodeInfo: indexes.map((index) => node(dataNodeId(instance, index), 'db', index)) },
      RedisProxyList: { NodeInfo: [node(`${instance.instanceId}-proxy-0`, 'proxy', instance.dataNodes)] },
    };
  },
};
