import type { Fact, FactCatalogue } from '../../model/fact.ts';
import { type Document, isAudited } from './document.ts';

export const facts: FactCatalogue = {
  'sink.configured': 'the cluster has an audit sink (/v1/cluster/auditing/db_conns)',
  'policy.enabled': 'the cluster policy db_conns_auditing audits new databases',
  'database/*': 'the database with this uid is audited',
};

export function audited(uid: number): Fact {
  return `database/${uid}.audited`;
}

/** Facts that are true of a live document, sorted. */
export function factsOf(document: Document): readonly Fact[] {
  const found = (document.bdbs ?? []).filter(isAudited).map((database) => audited(database.uid));
  if (document.db_conns != null) found.push('sink.configured');
  if (document.policy?.db_conns_auditing === true) found.push('policy.enabled');
  return found.sort();
}
