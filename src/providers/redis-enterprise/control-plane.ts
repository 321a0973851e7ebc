import type { Answer, Evidence } from '../../model/evidence.ts';
import type { Observation } from '../../model/observation.ts';
import type { Desired } from '../provider.ts';
import { called, type Database, decidesAuditing, documentOf, isAudited, limitsOf } from './document.ts';
import { normalise } from './normalise.ts';

export interface ControlPlane {
  readonly effective: Answer;
  readonly evidence: readonly Evidence[];
}

/**
 * What sink and databases, as read back, say: yes when there is a sink and every database that the manifest wants
 * audited is; where it says nothing about databases, when any is. The sink alone audits nothing.
 */
export function controlPlane(wanted: Desired, live: Observation, baseUrl: string): ControlPlane {
  const { db_conns: sink = null, bdbs = [] } = documentOf(live);
  const asked = askedFor(wanted, live);
  const audited = bdbs.filter(isAudited);
  const missing = asked.databases.filter((database) => !isAudited(database));
  const evidence: readonly Evidence[] = [
    {
      source: `GET ${baseUrl}/v1/cluster/auditing/db_conns`,
      says:
        sink === null
          ? 'no sink'
          : `sink ${sink.audit_protocol} ${sink.audit_address}${sink.audit_port === undefined ? '' : `, port ${sink.audit_port}`}`,
    },
    { source: `GET ${baseUrl}/v1/bdbs`, says: told(bdbs, audited, missing) },
    ...pending(live, baseUrl),
    ...asked.unclear.map((says) => ({ source: 'manifest', says })),
  ];
  if (sink === null || audited.length === 0 || missing.length > 0) return { effective: 'no', evidence };
  return { effective: asked.unclear.length === 0 ? 'yes' : 'unknown', evidence };
}

/** The live databases that the manifest wants audited, and what stands in the way of telling. */
function askedFor(
  wanted: Desired,
  live: Observation,
): { readonly databases: readonly Database[]; readonly unclear: readonly string[] } {
  const { document, findings } = normalise(wanted, live);
  const wishes = (document as { readonly bdbs?: readonly Database[] }).bdbs ?? [];
  const uids = new Set(wishes.filter((wish) => decidesAuditing(wish) && isAudited(wish)).map((wish) => wish.uid));
  const databases = (documentOf(live).bdbs ?? []).filter((database) => uids.has(database.uid));
  const unclear = findings.filter((finding) => finding.severity !== 'note').map((finding) => finding.message);
  return { databases, unclear };
}

function told(all: readonly Database[], audited: readonly Database[], missing: readonly Database[]): string {
  const lacking = missing.length === 0 ? '' : `; wanted audited but not: ${missing.map(called).join(', ')}`;
  return `${audited.length} of ${all.length} visible databases audited${lacking}`;
}

function pending(live: Observation, baseUrl: string): readonly Evidence[] {
  const states = limitsOf(live).databases.filter((database) => database.status !== 'active');
  if (states.length === 0) return [];
  return [
    {
      source: `GET ${baseUrl}/v1/bdbs`,
      says: `not active: ${states.map((state) => `${called(state)} ${state.status}`).join(', ')}`,
    },
  ];
}
