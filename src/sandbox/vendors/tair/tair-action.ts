import { instanceNotFound } from './api-fault.ts';
import type { ParameterRules } from './parameter-rule.ts';
import type { TairInstance, TairState } from './state.ts';

export interface ActionCall {
  readonly state: TairState;
  readonly now: number;
  readonly settleMs: number;
  /** For the write log. */
  readonly method: string;
  readonly path: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export interface TairAction {
  readonly parameters: ParameterRules;
  /** The answer without its RequestId. */
  run(call: ActionCall): Readonly<Record<string, unknown>>;
}

/** The instance named by InstanceId. Where the action has a RegionId, an instance of another region is not found. */
export function namedInstance(call: ActionCall): TairInstance {
  const instanceId = call.parameters.get('InstanceId');
  const regionId = call.parameters.get('RegionId');
  const found = call.state.instances.find((instance) => instance.instanceId === instanceId);
  if (!found || (regionId !== undefined && found.regionId !== regionId)) throw instanceNotFound();
  return found;
}

export function logWrite(call: ActionCall, summary: string): void {
  call.state.log.push({ at: call.now, method: call.method, path: call.path, summary });
}
