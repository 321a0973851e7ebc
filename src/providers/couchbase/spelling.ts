/** A slash at the end of a folder means nothing; the root, and a drive's, stay as they are. */
export function plainPath(path: string): string {
  const ends = /^([A-Za-z]:|\\\\)/.test(path) ? /[\\/]+$/ : /\/+$/;
  const bare = path.replace(ends, '');
  return bare === '' || /^[A-Za-z]:$/.test(bare) ? path.slice(0, bare.length + 1) : bare;
}

/** The web console says `couchbase` for the domain `local`, which the API refuses (MB-46970). Case is kept. */
export function plainUser(user: string): string {
  return user.replace(/\/couchbase$/, '/local');
}

export function sortedUsers(users: readonly string[]): string[] {
  return [...new Set(users.map(plainUser))].sort();
}

export function sortedIds(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((left, right) => left - right);
}
