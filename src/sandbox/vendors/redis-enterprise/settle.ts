import type { RedisDatabase, RedisEnterpriseState } from './state.ts';

/** Brings the state up to `now`: first what was sent until now, then the changes that are due. */
export function settle(state: RedisEnterpriseState, now: number): void {
  advanceMetrics(state, now);
  for (const database of state.databases) endChange(state, database, now);
}

function endChange(state: RedisEnterpriseState, database: RedisDatabase, now: number): void {
  const { change, stuck } = database;
  if (change === null || stuck || change.dueAt > now) return;
  const action = state.actions.find(({ uid }) => uid === change.actionUid);
  if (action !== undefined) {
    action.status = change.fails ? 'failed' : 'completed';
    action.error = change.fails ? 'Failed to apply the configuration on the proxies' : null;
  }
  if (!change.fails) {
    database.auditSettings = change.auditSettings;
    database.lastChangedAt = change.dueAt;
  }
  database.status = 'active';
  database.change = null;
  state.stateId += 1;
}

/** Do records flow to the sink? */
export function isAuditing({ sink, databases }: RedisEnterpriseState): boolean {
  return sink !== null && databases.some(({ auditSettings }) => auditSettings.audit_mode !== 'disabled');
}

function advanceMetrics(state: RedisEnterpriseState, now: number): void {
  const seconds = Math.max(0, now - state.metricsAt) / 1_000;
  state.metricsAt = now;
  if (!isAuditing(state)) return;
  for (const node of state.metrics) {
    if (node.connectedWorkers > 0) node.sentMessages += node.sentPerSecond * seconds;
  }
}
