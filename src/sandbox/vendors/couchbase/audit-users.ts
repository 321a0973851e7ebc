import type { AuditUser, CouchbaseState } from './state.ts';
import { clusterIs } from './version.ts';

const INTERNAL = ['@ns_server', '@cbq-engine', '@projector', '@goxdcr', '@index', '@fts', '@eventing', '@cbas'];

/** The user that `name/domain` stands for, or null where the server does not recognise it. */
export function auditUser(state: CouchbaseState, text: string): AuditUser | null {
  const [name = '', domain = '', ...rest] = text.split('/');
  if (name === '' || rest.length > 0) return null;
  const user = { name, domain };
  if (domain === 'local') return auditUserExists(state, user) ? user : null;
  const unchecked = domain === 'external' || (domain === 'unknown' && clusterIs(state, 7, 6));
  return unchecked ? user : null;
}

/** Only local users can be missing; the built-in administrator is none (menelaus_users:user_exists). */
export function auditUserExists(state: CouchbaseState, { name, domain }: AuditUser): boolean {
  if (domain !== 'local' || INTERNAL.includes(name)) return true;
  if (name === '@backup' && clusterIs(state, 7, 0)) return true;
  return state.credentials.some((one) => one.domain === 'local' && one.username === name);
}
