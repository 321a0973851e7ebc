import { hasNodes } from './instance-facts.ts';
import { anyText, required } from './parameter-rule.ts';
import { namedInstance, type TairAction } from './tair-action.ts';

export const describeEngineVersion: TairAction = {
  parameters: { InstanceId: required(anyText) },
  run(call) {
    const instance = namedInstance(call);
    return {
      MajorVersion: instance.engineVersion,
      MinorVersion: instance.minorVersion,
      IsLatestVersion: instance.minorVersionIsLatest,
      EnableUpgradeMinorVersion: !instance.minorVersionIsLatest,
      ...(hasNodes(instance) ? { ProxyMinorVersion: '6.8.4' } : {}),
    };
  },
};
