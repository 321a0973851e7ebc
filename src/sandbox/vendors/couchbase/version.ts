import type { CouchbaseState } from './state.ts';

export const VERSION_FORM = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:-(\d{1,9}))?$/;

type Release = readonly number[];

/** Whether a version is this release or later; parts not given count as 0. */
export function isAtLeast(version: string, least: Release): boolean {
  const parts = partsOf(version);
  for (const [index, number] of least.entries()) {
    const part = parts[index] ?? 0;
    if (part !== number) return part > number;
  }
  return true;
}

export function nodeVersion(state: CouchbaseState, node: number): string {
  return state.nodes[node]?.version ?? state.version;
}

/** What the cluster as a whole can do: new behaviour starts when the last node is upgraded (ns_online_config_upgrader.erl). */
export function clusterVersion(state: CouchbaseState): string {
  return state.nodes
    .map((_, node) => nodeVersion(state, node))
    .reduce((lowest, version) => (isAtLeast(version, partsOf(lowest)) ? lowest : version));
}

export function clusterIs(state: CouchbaseState, ...least: number[]): boolean {
  return isAtLeast(clusterVersion(state), least);
}

/** The form of `implementationVersion`: `7.6.2-3721-enterprise`. */
export function shownVersion(version: string, enterprise: boolean): string {
  const [major = 0, minor = 0, patch = 0] = partsOf(version);
  const build = VERSION_FORM.exec(version)?.[4] ?? '1000';
  return `${major}.${minor}.${patch}-${build}-${enterprise ? 'enterprise' : 'community'}`;
}

function partsOf(version: string): number[] {
  const match = VERSION_FORM.exec(version);
  return match === null ? [] : match.slice(1, 4).map((part) => Number(part ?? 0));
}
