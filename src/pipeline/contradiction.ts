import type { Plan } from '../model/plan.ts';
import { byAddress } from './by-address.ts';
import { connectionKey } from './resolve-connection.ts';
import { summarise, verdictOf } from './make-plan.ts';

/** What in a plan contradicts something else in it, as the end of a sentence; null: nothing. Pure, and cheap. */
export function contradiction(plan: Plan): string | null {
  const status = new Map(plan.targets.map((target) => [target.address, target.status]));
  if (status.size !== plan.targets.length) return 'names a target twice';
  for (const { id, address } of [...plan.changes, ...plan.operations])
    if (!status.has(address)) return `has ${id} of a target that it does not name`;
  const realised = plan.operations.flatMap(({ realises }) => realises);
  const todo = plan.changes.filter(({ address }) => status.get(address) === 'changed').map(({ id }) => id);
  if (sorted(realised) !== sorted(todo)) return 'does not bring about each of its changes by exactly one operation';
  if (plan.operations.some(({ address }) => status.get(address) !== 'changed'))
    return 'has operations of a target that does not change';
  if (sorted(plan.waves.flat()) !== sorted(plan.operations.map(({ id }) => id)))
    return 'does not have each of its operations in exactly one wave';
  const owners = new Map(plan.operations.map(({ id, address }) => [id, address]));
  for (const { before, after } of plan.edges)
    if (!owners.has(before) || owners.get(before) !== owners.get(after))
      return 'ties together what is not of one target';
  for (const { desired } of plan.targets)
    if (!Object.hasOwn(plan.connections, desired.connection)) return 'lacks the connection of a target';
  for (const [key, connection] of Object.entries(plan.connections))
    if (connectionKey(connection) !== key) return `calls a connection ${JSON.stringify(key)} that is another one`;
  const [changes, operations] = [byAddress(plan.changes), byAddress(plan.operations)];
  const counted = summarise(
    plan.targets.map((planned) => ({
      planned,
      changes: changes.get(planned.address) ?? [],
      operations: operations.get(planned.address) ?? [],
    })),
  );
  const wrong = Object.entries(counted).find(([name, count]) => plan.summary[name as keyof typeof counted] !== count);
  if (wrong !== undefined) return `counts ${wrong[0]} wrong`;
  const done = plan.changes.filter(({ address }) => operations.has(address));
  const verdict = verdictOf(plan.targets, done);
  return verdict === plan.verdict ? null : `calls itself ${plan.verdict} where it is ${verdict}`;
}

function sorted(ids: readonly string[]): string {
  return [...ids].sort().join('\n');
}
