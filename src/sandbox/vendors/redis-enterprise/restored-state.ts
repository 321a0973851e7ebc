import type { RedisDatabase, RedisEnterpriseState } from './state.ts';
import { REDIS_ENTERPRISE_STATE } from './state-shape.ts';

/** A private copy of a state that came from outside, or a TypeError. */
export function restoredState(value: unknown): RedisEnterpriseState {
  REDIS_ENTERPRISE_STATE(value, 'the Redis Enterprise state');
  const state = structuredClone(value) as RedisEnterpriseState;
  checkUnique(state.nodes, 'uid', 'node uids');
  checkUnique(state.credentials, 'username', 'user names');
  checkUnique(state.databases, 'uid', 'database uids');
  checkUnique(state.actions, 'uid', 'action uids');
  if (state.nodes.filter(({ role }) => role === 'master').length !== 1) fail('exactly one node must be master');
  for (const database of state.databases) checkChange(state, database);
  return state;
}

function fail(reason: string): never {
  throw new TypeError(`Redis Enterprise state: ${reason}`);
}

function checkUnique<Item, Key extends keyof Item>(items: readonly Item[], key: Key, what: string): void {
  if (new Set(items.map((item) => item[key])).size !== items.length) fail(`${what} must be unique`);
}

function checkChange(state: RedisEnterpriseState, { uid, status, change }: RedisDatabase): void {
  if (change === null) return;
  if (status !== 'active-change-pending') fail(`database ${uid} has a change but is ${status}`);
  const action = state.actions.find((candidate) => candidate.uid === change.actionUid);
  if (action?.status !== 'running' || action.database !== uid)
    fail(`database ${uid} has a change but no running action`);
}
