import type { Fact, FactCatalogue } from '../../model/fact.ts';
import { type DatabaseState, type Document, isAudited, isBeingChanged } from './document.ts';

export const facts: FactCatalogue = {
  'sink.configured': 'the cluster has an audit sink (/v1/cluster/auditing/db_conns)',
  'policy.enabled': 'the cluster policy db_conns_auditing audits new databases',
  'sink.wanted': 'the audit sink is the one that the manifest asks for',
  'database/*': 'the database with this uid is audited, or settled: no change of it is under way',
};

export function audited(uid: number): Fact {
  return `database/${uid}.audited`;
}

export function settled(uid: number): Fact {
  return `database/${uid}.settled`;
}

/** Facts that are true of a live document, sorted. */
export function factsOf(document: Document, states: readonly DatabaseState[], sinkWanted: boolean): readonly Fact[] {
  const found = (document.bdbs ?? []).filter(isAudited).map((database) => audited(database.uid));
  found.push(...states.filter(({ status }) => !isBeingChanged(status)).map(({ uid }) => settled(uid)));
  if (document.db_conns != null) found.push('sink.configured');
  if (sinkWanted) found.push('sink.wanted');
  if (document.policy?.db_conns_auditing === true) found.push('policy.enabled');
  return found.sort();
}
