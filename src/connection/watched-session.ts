import type { Session } from '../providers/provider.ts';
import type { RunWatch, Work } from './run-watch.ts';

/** The session, with its work on targets seen by `watch`. */
export function watchedSession(
  session: Session,
  watch: RunWatch,
  { system, key }: Pick<Work, 'system' | 'key'>,
): Session {
  return {
    read: (wanted) => watch.work({ kind: 'read', address: wanted.address, system, key }, () => session.read(wanted)),
    reach: (delta) => watch.work({ kind: 'reach', address: delta.address, system, key }, () => session.reach(delta)),
    apply: (operation, wanted, writing) =>
      watch.work({ kind: 'apply', address: wanted.address, system, key, operation: operation.id }, () =>
        session.apply(operation, wanted, writing),
      ),
    verify: (wanted, live, probe) =>
      watch.work({ kind: 'verify', address: wanted.address, system, key }, () => session.verify(wanted, live, probe)),
    discover: () => session.discover(),
  };
}
