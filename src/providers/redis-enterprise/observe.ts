import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import { at } from '../../model/pointer.ts';
import type { Problem } from '../../model/problem.ts';
import type { RedisEnterpriseSpec } from '../../schema/generated/redis-enterprise.ts';
import type { Desired } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { ClusterState } from './cluster-state.ts';
import { type BdbItem, covers, isAmongOthers, namesOne } from './covers.ts';
import { called, type DatabaseState, type Document, isBeingChanged, isChanging, type Limits } from './document.ts';
import { factsOf } from './facts.ts';
import { canonicalHost } from './network-address.ts';
import { sinkWish } from './wish.ts';

/** AF308 when the cluster is not the one that the manifest's target names. */
export function checkClusterName(target: JsonObject, name: string | null): void {
  const wanted = target.name;
  if (typeof wanted !== 'string' || (name !== null && canonicalHost(wanted) === canonicalHost(name))) return;
  throw new ProviderError(`The endpoint is the cluster "${name ?? ''}", not "${wanted}".`, {
    code: 'AF308',
    trouble: 'refused',
    fix: "Correct target.name or the connection's endpoint.",
  });
}

/** The normal form of a cluster, with what a person should know about it. `origin`: of the endpoint. */
export function observe(wanted: Desired, state: ClusterState, origin: string): Observation {
  const document: Document = {
    db_conns: state.sink.sink,
    policy: { db_conns_auditing: state.policy },
    bdbs: state.databases.map((reply) => reply.database),
  };
  const { ability } = state;
  const databases = state.databases.map((reply) => reply.state);
  const waiting = databases.filter((database) => isWaiting(wanted, database));
  const limits: Limits = {
    clusterName: state.name,
    version: ability.version,
    auditSettings: ability.auditSettings,
    databases,
  };
  return {
    address: wanted.address,
    identity: `redis-enterprise/${state.name === null ? origin : canonicalHost(state.name)}`,
    presence: 'present',
    document,
    hidden: [],
    facts: factsOf(document, databases, isWanted(wanted, state)),
    limits,
    // Told for each database by its own fact, so that one that hangs does not keep the others from being confirmed.
    settled: true,
    token: null,
    notes: [...waiting.map((database) => notActive(wanted, database)), ...otherNotes(wanted, state)],
  };
}

/** Of a covered database that is being changed the plan itself says more. */
function isWaiting(wanted: Desired, database: DatabaseState): boolean {
  const covered = covers((wanted.spec as RedisEnterpriseSpec).bdbs ?? [], database);
  return (
    isChanging(database.status) && (isBeingChanged(database.status) ? !covered && matters(wanted, database) : covered)
  );
}

/** A database that is being changed matters when the manifest covers it; all do when the sink shall go. */
export function matters(wanted: Desired, database: DatabaseState): boolean {
  const spec = wanted.spec as RedisEnterpriseSpec;
  return covers(spec.bdbs ?? [], database) || (spec.db_conns === null && isBeingChanged(database.status));
}

/** Is the live sink, in every member that the manifest manages, the wanted one? */
function isWanted(wanted: Desired, { sink, ability }: ClusterState): boolean {
  const wish = (wanted.spec as RedisEnterpriseSpec).db_conns;
  if (wish == null || sink.sink === null) return false;
  const live: JsonObject = sink.sink;
  return Object.entries(sinkWish(wish, ability.auditSettings)).every(([key, value]) => live[key] === value);
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

function notActive(wanted: Desired, database: DatabaseState): Problem {
  const message = `Database ${called(database)} is in state ${database.status}: the cluster refuses changes until it is active.`;
  return note(wanted, 'AF407', 'note', message, 'Run again when it is active.');
}

function otherNotes(wanted: Desired, state: ClusterState): readonly Problem[] {
  const { versions, guessed } = state.ability;
  const mixed = `The nodes run different versions (${versions.join(', ')}); the lowest decides what can be managed.`;
  const told =
    'The cluster shows neither the versions of its nodes nor its schemas: what it can do was told from its databases.';
  const unnamed = 'The cluster does not show its name: whether the endpoint is the right cluster cannot be checked.';
  const assumed = [...assumedOfSink(wanted, state), ...assumedOfDatabases(wanted, state)];
  const left = `The cluster does not report ${assumed.join(', ')}; the documented default counts as live.`;
  return [
    ...(versions.length > 1 ? [note(wanted, 'AF407', 'warning', mixed, 'Finish the upgrade.')] : []),
    ...(guessed === true
      ? [note(wanted, 'AF406', 'note', told, 'Give the user a role that sees the nodes, such as cluster_viewer.')]
      : []),
    ...(state.name === null
      ? [note(wanted, 'AF406', 'note', unnamed, 'Check the endpoint of the connection by hand.')]
      : []),
    ...(assumed.length > 0 ? [note(wanted, 'AF406', 'note', left, null)] : []),
  ];
}

function assumedOfSink(wanted: Desired, { sink }: ClusterState): readonly string[] {
  const wish = (wanted.spec as RedisEnterpriseSpec).db_conns;
  const managed = sink.assumed.filter((key) => wish != null && Object.hasOwn(wish, key));
  return managed.length === 0 ? [] : [`${managed.join(', ')} of the sink`];
}

/** Members of `audit_settings` that the manifest manages and the cluster leaves out. */
function assumedOfDatabases(wanted: Desired, { databases }: ClusterState): readonly string[] {
  const items = (wanted.spec as RedisEnterpriseSpec).bdbs ?? [];
  return databases.flatMap(({ assumed, state }) => {
    const settings = items.filter((item) => covers([item], state) && stands(items, item, state));
    const managed = assumed.filter((path) =>
      settings.some((item) => at((item.audit_settings ?? {}) as JsonObject, `/${path}`) !== undefined),
    );
    return managed.length === 0 ? [] : [`${managed.join(', ')} of database ${called(state)}`];
  });
}

/** "*" stands for a database only when no other item does. */
function stands(items: readonly BdbItem[], item: BdbItem, database: DatabaseState): boolean {
  return namesOne(item) || isAmongOthers(items, database);
}
