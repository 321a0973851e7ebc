/** Numbers of a release such as `7.2.4`; empty when it cannot be told. */
export type Release = readonly number[];

/** `7.6.2-3721-enterprise` gives 7, 6, 2. Builds from source call themselves 0.0.0: nothing is known of those. */
export function releaseOf(version: unknown): Release {
  const parts = typeof version === 'string' ? /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) : null;
  if (parts === null) return [];
  const release = parts.slice(1).map((part) => Number(part ?? 0));
  return release.some((part) => part > 0) ? release : [];
}

export function compareReleases(left: Release, right: Release): number {
  const at = [0, 1, 2].find((index) => (left[index] ?? 0) !== (right[index] ?? 0));
  return at === undefined ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

/** False also for an unknown release. */
export function isBefore(release: Release, ...first: Release): boolean {
  return release.length > 0 && compareReleases(release, first) < 0;
}

/** False also for an unknown release. */
export function isFrom(release: Release, ...first: Release): boolean {
  return release.length > 0 && compareReleases(release, first) >= 0;
}

export function spelled(release: Release): string {
  return release.length === 0 ? 'unknown' : release.join('.');
}
