import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Problem } from '../../model/problem.ts';
import type { RedisEnterpriseSpec } from '../../schema/generated/redis-enterprise.ts';
import type { Desired } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { ClusterState } from './cluster-state.ts';
import { covers } from './covers.ts';
import { called, type DatabaseState, type Document, isChanging, type Limits } from './document.ts';
import { factsOf } from './facts.ts';
import { canonicalHost } from './network-address.ts';

/** AF308 when the cluster is not the one that the manifest's target names. */
export function checkClusterName(target: JsonObject, name: string): void {
  const wanted = target.name;
  if (typeof wanted !== 'string' || canonicalHost(wanted) === canonicalHost(name)) return;
  throw new ProviderError(`The endpoint is the cluster "${name}", not "${wanted}".`, {
    code: 'AF308',
    trouble: 'refused',
    fix: "Correct target.name or the connection's endpoint.",
  });
}

/** The normal form of a cluster, with what a person should know about it. */
export function observe(wanted: Desired, state: ClusterState): Observation {
  const document: Document = {
    db_conns: state.sink.sink,
    policy: { db_conns_auditing: state.policy },
    bdbs: state.databases.map((reply) => reply.database),
  };
  const databases = state.databases.map((reply) => reply.state);
  const changing = databases.filter((database) => isChanging(database.status) && matters(wanted, database));
  const limits: Limits = { version: state.ability.version, auditSettings: state.ability.auditSettings, databases };
  return {
    address: wanted.address,
    identity: `redis-enterprise/${canonicalHost(state.name)}`,
    presence: 'present',
    document,
    hidden: [],
    facts: factsOf(document),
    limits,
    settled: changing.length === 0,
    token: null,
    notes: [...changing.map((database) => stillChanging(wanted, database)), ...otherNotes(wanted, state)],
  };
}

/** A database that is being changed matters when the manifest covers it; all do when the sink shall go. */
function matters(wanted: Desired, database: DatabaseState): boolean {
  const spec = wanted.spec as RedisEnterpriseSpec;
  return covers(spec.bdbs ?? [], database) || (spec.db_conns === null && database.status === 'active-change-pending');
}

function note(
  wanted: Desired,
  code: Problem['code'],
  severity: Problem['severity'],
  message: string,
  fix: string | null,
): Problem {
  return { code, severity, message, at: { address: wanted.address }, fix };
}

function stillChanging(wanted: Desired, database: DatabaseState): Problem {
  const message = `Database ${called(database)} is in state ${database.status}: its audit settings count as neither on nor off.`;
  return note(wanted, 'AF407', 'note', message, 'Wait until it is active and run again.');
}

function otherNotes(wanted: Desired, state: ClusterState): readonly Problem[] {
  const { versions } = state.ability;
  const mixed = `The nodes run different versions (${versions.join(', ')}); the lowest decides what can be managed.`;
  const sink = (wanted.spec as RedisEnterpriseSpec).db_conns;
  const assumed = state.sink.assumed.filter((key) => sink != null && Object.hasOwn(sink, key));
  const left = `The cluster does not report ${assumed.join(', ')} of the sink; the documented default counts as live.`;
  return [
    ...(versions.length > 1 ? [note(wanted, 'AF407', 'warning', mixed, 'Finish the upgrade.')] : []),
    ...(assumed.length > 0 ? [note(wanted, 'AF406', 'note', left, null)] : []),
  ];
}
