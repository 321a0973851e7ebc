import type { Finding } from '../provider.ts';
import { called, type Document, isAudited, type Limits } from './document.ts';
import { error } from './finding.ts';

/**
 * The DELETE of the sink is refused while the policy is on or any database is audited, also one that nobody manages.
 * Those that this manifest does not switch off are named; they are never switched off for the DELETE's sake.
 */
export function removalFindings(wish: Document, live: Document, limits: Limits): readonly Finding[] {
  if (wish.db_conns !== null || live.db_conns === null) return [];
  const switchedOff = new Set(
    (wish.bdbs ?? []).filter((database) => turnsOff(database)).map((database) => database.uid),
  );
  const left = (live.bdbs ?? []).filter((database) => isAudited(database) && !switchedOff.has(database.uid));
  const findings: Finding[] = [];
  if (left.length > 0) {
    const names = left.map((database) => `${called(database)}${kindOf(limits, database.uid)}`).join(', ');
    const message = `The sink cannot be removed while databases are audited that this manifest does not switch off: ${names}.`;
    findings.push(error('AF401', '/spec/db_conns', message, 'Switch them off in this manifest, or keep the sink.'));
  }
  if (live.policy?.db_conns_auditing === true && wish.policy?.db_conns_auditing !== false) {
    const message = 'The sink cannot be removed while the cluster policy audits new databases.';
    findings.push(error('AF401', '/spec/db_conns', message, 'Add policy: { db_conns_auditing: false }.'));
  }
  return findings;
}

function turnsOff(database: NonNullable<Document['bdbs']>[number]): boolean {
  return database.audit_settings?.audit_mode === 'disabled' || database.db_conns_auditing === false;
}

function kindOf(limits: Limits, uid: number): string {
  const state = limits.databases.find((database) => database.uid === uid);
  if (state?.internal === true) return ' (internal)';
  return state?.crdt === true ? ' (Active-Active)' : '';
}
