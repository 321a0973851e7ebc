import type { Change } from '../../model/change.ts';
import type { Condition } from '../../model/fact.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Operation } from '../../model/operation.ts';
import { tokens } from '../../model/pointer.ts';
import type { Delta } from '../provider.ts';
import {
  called,
  type Database,
  type Document,
  documentOf,
  isAudited,
  limitsOf,
  type OperationInput,
  present,
  type Sink,
  sinkDefaults,
} from './document.ts';
import { sameMembers } from './same-members.ts';
import { audited, settled } from './facts.ts';

/** One call for the sink, one for the policy, one for each database that changes. */
export function operations(delta: Delta): readonly Operation[] {
  const groups = new Map<string, Change[]>();
  for (const change of delta.changes) {
    const [head, uid] = tokens(change.path);
    const key = head === 'bdbs' ? `set-database/${uid}` : head === 'policy' ? 'set-policy' : 'sink';
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups].map(([key, changes]) => {
    if (key === 'sink') return sinkOperation(delta, changes);
    if (key === 'set-policy') return policyOperation(delta, changes);
    return databaseOperation(delta, changes, Number(key.slice('set-database/'.length)));
  });
}

type Parts = Pick<Operation, 'summary' | 'requires' | 'ensures' | 'exclusive'> & { readonly input: OperationInput };

/** All writes carry absolute values, and a repeated DELETE answers "not found", which is success. */
function operation(delta: Delta, verb: string, changes: readonly Change[], parts: Parts): Operation {
  const realises = changes.map((change) => change.id);
  return { id: `${delta.address}/${verb}`, address: delta.address, realises, repeatable: true, ...parts };
}

function sinkOperation(delta: Delta, changes: readonly Change[]): Operation {
  const wish = (delta.document as Document).db_conns;
  const live = documentOf(delta.live);
  const exclusive = delta.live.identity;
  if (wish == null) {
    const offs = (live.bdbs ?? []).map(({ uid }): Condition => ({ fact: audited(uid), holds: false }));
    return operation(delta, 'remove-sink', changes, {
      summary: 'DELETE /v1/cluster/auditing/db_conns: remove the audit sink',
      input: { call: 'remove-sink' },
      requires: [{ fact: 'policy.enabled', holds: false }, ...offs],
      ensures: [{ fact: 'sink.configured', holds: false }],
      exclusive,
    });
  }
  const body = wholeSink(wish, live.db_conns ?? null, limitsOf(delta.live).auditSettings);
  const port = body.audit_port === undefined ? '' : `:${body.audit_port}`;
  return operation(delta, 'set-sink', changes, {
    summary: `PUT /v1/cluster/auditing/db_conns: send audit records to ${body.audit_protocol} ${body.audit_address}${port}`,
    input: { call: 'set-sink', body },
    requires: [],
    ensures: [
      { fact: 'sink.configured', holds: true },
      { fact: 'sink.wanted', holds: true },
    ],
    exclusive,
  });
}

/** Auditing is not switched on towards a sink that this plan is about to change. */
function needsSink(delta: Delta): readonly Condition[] {
  const moves = delta.changes.some((change) => tokens(change.path)[0] === 'db_conns');
  return [{ fact: 'sink.configured', holds: true }, ...(moves ? [{ fact: 'sink.wanted', holds: true }] : [])];
}

/**
 * Whether the PUT merges or replaces is not documented, so every member is sent: the wish, else the live value,
 * else the default. `audit_port` goes with TCP only, `audit_queue_max_bytes` from 8.2 only.
 */
function wholeSink(wish: Sink, live: Sink | null, withQueue: boolean): Sink {
  const merged = { ...sinkDefaults, ...live, ...wish };
  return present({
    audit_protocol: merged.audit_protocol,
    audit_address: merged.audit_address,
    audit_port: merged.audit_protocol === 'TCP' ? merged.audit_port : undefined,
    audit_reconnect_interval: merged.audit_reconnect_interval,
    audit_reconnect_max_attempts: merged.audit_reconnect_max_attempts,
    audit_queue_max_bytes: withQueue ? merged.audit_queue_max_bytes : undefined,
  });
}

function policyOperation(delta: Delta, changes: readonly Change[]): Operation {
  const enabled = (delta.document as Document).policy?.db_conns_auditing === true;
  return operation(delta, 'set-policy', changes, {
    summary: `PUT /v1/cluster/policy: ${enabled ? 'audit' : 'do not audit'} new databases`,
    input: { call: 'set-policy', body: { db_conns_auditing: enabled } },
    requires: enabled ? needsSink(delta) : [],
    ensures: [{ fact: 'policy.enabled', holds: enabled }],
    exclusive: delta.live.identity,
  });
}

function databaseOperation(delta: Delta, changes: readonly Change[], uid: number): Operation {
  const wish = (delta.document as Document).bdbs?.find((database) => database.uid === uid);
  if (wish === undefined) throw new Error(`no wish for database ${uid}`);
  const live = documentOf(delta.live).bdbs?.find((database) => database.uid === uid);
  const body = bodyOf(wish, changes);
  const heads = new Set(changes.map((change) => tokens(change.path).slice(2).join('/')));
  const switches = [...heads].some((head) =>
    ['', 'audit_settings', 'audit_settings/audit_mode', 'db_conns_auditing'].includes(head),
  );
  const on = isAudited(wish);
  return operation(delta, `set-database/${uid}`, changes, {
    summary: `PUT /v1/bdbs/${uid}: ${switches ? purpose(wish) : 'change what is audited'} at database ${called(wish)}`,
    input: {
      call: 'set-database',
      uid,
      name: wish.name,
      body,
      before: live === undefined ? {} : sameMembers(body, live),
    },
    requires: switches && on ? needsSink(delta) : [],
    // Accepted is not done: a database still in change is neither on nor off.
    ensures: [...(switches ? [{ fact: audited(uid), holds: on }] : []), { fact: settled(uid), holds: true }],
    exclusive: null,
  });
}

function purpose(wish: Database): string {
  if (!isAudited(wish)) return 'stop auditing';
  return wish.audit_settings?.audit_mode === 'connection_and_crud'
    ? 'audit connections and commands'
    : 'audit connections';
}

/** Only what changes; of a filter that changes, all managed members, so that the call can be judged by itself. */
function bodyOf(wish: Database, changes: readonly Change[]): JsonObject {
  const settings = wish.audit_settings;
  if (settings === undefined) return { db_conns_auditing: wish.db_conns_auditing === true };
  const changed = new Set(changes.map((change) => tokens(change.path)[3]));
  const parts = Object.entries(settings).filter(([member]) => changed.has(member) || changed.has(undefined));
  return { audit_settings: Object.fromEntries(parts) };
}
