import { regionRetention } from './instance-facts.ts';
import { anyText, required } from './parameter-rule.ts';
import { shownInstance } from './shown-instance.ts';
import { namedInstance, type TairAction } from './tair-action.ts';

/** AuditLogRetention: days as a string, "0" standing for audit off. */
export const describeInstanceAttribute: TairAction = {
  parameters: { InstanceId: required(anyText) },
  run(call) {
    const instance = namedInstance(call);
    const days = instance.auditEnabled ? (regionRetention(call.state, instance) ?? 0) : 0;
    return {
      Instances: {
        DBInstanceAttribute: [{ ...shownInstance(call.state, instance), AuditLogRetention: String(days) }],
      },
    };
  },
};
