import type { RedisEnterpriseState } from './state.ts';

/** Do all nodes run at least this release? A cluster in the middle of an upgrade counts as its oldest node. */
export function atLeast(state: RedisEnterpriseState, ...least: readonly number[]): boolean {
  return state.nodes.every(({ softwareVersion }) => {
    const parts = softwareVersion.split(/[.-]/).map(Number);
    for (const [index, number] of least.entries()) {
      if ((parts[index] ?? 0) !== number) return (parts[index] ?? 0) > number;
    }
    return true;
  });
}
