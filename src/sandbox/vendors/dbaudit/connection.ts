import type { DatabaseFields } from './database-fields.ts';
import { conflict } from './refusal.ts';
import type { DbauditDatabase, DbauditState } from './state.ts';

type Triple = Pick<DbauditDatabase, 'host' | 'port' | 'database'>;

/** Writing one of these makes the service connect again. */
export const CONNECTION_FIELDS = [
  'host',
  'port',
  'database',
  'username',
  'password',
  'ssl_mode',
  'ssl_ca',
] as const satisfies readonly (keyof DatabaseFields)[];

/** 409 whatever type, name and username are, and whether or not the key can see the other object. */
export function refuseTwin(state: DbauditState, wanted: Triple, self?: DbauditDatabase): void {
  const folded = (host: string): string => (state.quirks.hostComparison === 'caseless' ? host.toLowerCase() : host);
  const twin = state.databases.some(
    (other) =>
      other !== self &&
      folded(other.host) === folded(wanted.host) &&
      other.port === wanted.port &&
      other.database === wanted.database,
  );
  if (twin) throw conflict();
}

/** The outcome of logging in: the state says what fails. */
export function connects(
  state: DbauditState,
  { host, username, password }: Pick<DbauditDatabase, 'host' | 'username' | 'password'>,
): boolean {
  const { hosts, usernames, passwords } = state.unreachable;
  const unreachable = hosts.some((candidate) => candidate.toLowerCase() === host.toLowerCase());
  return !unreachable && !usernames.includes(username) && !passwords.includes(password);
}
