import type { RedisEnterpriseState } from './state.ts';

/** Do all nodes run at least this release? A cluster in the middle of an upgrade counts as its oldest node. */
function allNodesHave(state: RedisEnterpriseState, ...least: readonly number[]): boolean {
  return state.nodes.every(({ softwareVersion }) => {
    const parts = softwareVersion.split(/[.-]/).map(Number);
    for (const [index, number] of least.entries()) {
      const part = parts[index] ?? 0;
      if (part !== number) return part > number;
    }
    return true;
  });
}

/** 6.2.18 brought the sink, the policy and the database's boolean (release notes 6.2.18-43). */
export function hasAuditing(state: RedisEnterpriseState): boolean {
  return allNodesHave(state, 6, 2, 18);
}

/** 7.2.4-64 notes speak of ports below 1024. */
export function hasLowPorts(state: RedisEnterpriseState): boolean {
  return allNodesHave(state, 7, 2, 4);
}

/** The login of `/v1/users/authorize` moved from the body to the Basic header in 7.8. */
export function hasBasicAuthorize(state: RedisEnterpriseState): boolean {
  return allNodesHave(state, 7, 8);
}

/** `mask_bdb_credentials` is of 8.0 (cluster object). */
export function hasMasking(state: RedisEnterpriseState): boolean {
  return allNodesHave(state, 8, 0);
}

/** 8.2.0 brought audit_settings, audit_queue_max_bytes, scoped roles and the audit metrics (release notes 8.2.0-25). */
export function hasAuditSettings(state: RedisEnterpriseState): boolean {
  return allNodesHave(state, 8, 2);
}

export function isMixed(state: RedisEnterpriseState): boolean {
  return new Set(state.nodes.map(({ softwareVersion }) => softwareVersion)).size > 1;
}
