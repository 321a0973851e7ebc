import type { JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';

/** The sink of the whole cluster in normal form: `audit_port` with TCP only, `audit_queue_max_bytes` from 8.2 only. */
export type Sink = {
  readonly audit_protocol: 'TCP' | 'local';
  readonly audit_address: string;
  readonly audit_port?: number;
  readonly audit_reconnect_interval?: number;
  readonly audit_reconnect_max_attempts?: number;
  readonly audit_queue_max_bytes?: number;
};

export type Mode = 'disabled' | 'connection' | 'connection_and_crud';
export type FilterType = 'inclusive' | 'exclusive';

export type UsernameFilter = {
  readonly enabled?: boolean;
  readonly usernames?: readonly string[];
  readonly filter_type?: FilterType;
  readonly allow_while_username_unknown?: boolean;
};

export type SourceIpFilter = {
  readonly enabled?: boolean;
  readonly ip_addresses?: readonly string[];
  readonly cidr_ranges?: readonly string[];
  readonly filter_type?: FilterType;
};

export type Settings = {
  readonly audit_mode?: Mode;
  readonly max_total_key_bytes?: number;
  readonly username_filter?: UsernameFilter;
  readonly source_ip_filter?: SourceIpFilter;
};

/** From 8.2 a database carries `audit_settings` only, below it `db_conns_auditing` only. */
export type Database = {
  readonly uid: number;
  readonly name: string;
  readonly db_conns_auditing?: boolean;
  readonly audit_settings?: Settings;
};

/** Normal form. Live: every member, all visible databases sorted by uid. Desired: what the manifest manages. */
export type Document = {
  readonly db_conns?: Sink | null;
  readonly policy?: { readonly db_conns_auditing?: boolean };
  readonly bdbs?: readonly Database[];
};

/** What is known of a database besides its audit settings. */
export type DatabaseState = {
  readonly uid: number;
  readonly name: string;
  readonly status: string;
  readonly crdt: boolean;
  readonly internal: boolean;
};

/** `Observation.limits` of this provider. */
export type Limits = {
  /** As GET /v1/cluster has it; null when the cluster does not show it. */
  readonly clusterName: string | null;
  /** Lowest software version of all nodes; null when only the object's schema told. */
  readonly version: string | null;
  /** 8.2 and later: databases have `audit_settings`, the sink has `audit_queue_max_bytes`. */
  readonly auditSettings: boolean;
  readonly databases: readonly DatabaseState[];
};

/** Documented defaults of `audit_settings` (audit-events page), without the mode. */
export const settingsDefaults = {
  max_total_key_bytes: 131072,
  username_filter: { enabled: false, usernames: [], filter_type: 'inclusive', allow_while_username_unknown: false },
  source_ip_filter: { enabled: false, ip_addresses: [], cidr_ranges: [], filter_type: 'inclusive' },
} as const satisfies Settings;

/** Documented defaults of the sink (audit-events page). */
export const sinkDefaults = {
  audit_reconnect_interval: 1,
  audit_reconnect_max_attempts: 0,
  audit_queue_max_bytes: 524288,
} as const;

/** A change of the database's settings is under way: what it shows counts as neither on nor off. */
export function isBeingChanged(status: string): boolean {
  return status === 'active-change-pending';
}

/** States in which the vendor answers 409 to a change; an unknown state counts as one of them. */
export function isChanging(status: string): boolean {
  return status !== 'active' && status !== 'creation-failed';
}

export function isAudited(database: Database): boolean {
  const mode = database.audit_settings?.audit_mode;
  return mode === undefined ? database.db_conns_auditing === true : mode !== 'disabled';
}

/** True when the database's wish says anything about being audited. */
export function decidesAuditing(database: Database): boolean {
  return database.audit_settings?.audit_mode !== undefined || database.db_conns_auditing !== undefined;
}

export function documentOf(live: Observation): Document {
  return (live.document ?? {}) as Document;
}

export function limitsOf(live: Observation): Limits {
  return live.limits as Limits;
}

/** `"sessions" (uid 7)`. */
export function called(database: { readonly name: string; readonly uid: number }): string {
  return `"${database.name}" (uid ${database.uid})`;
}

/** Drops members that are undefined, so that what is left is JSON. */
export function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

export type OperationInput =
  | { readonly call: 'set-sink'; readonly body: Sink }
  | { readonly call: 'remove-sink' }
  | { readonly call: 'set-policy'; readonly body: { readonly db_conns_auditing: boolean } }
  | {
      readonly call: 'set-database';
      readonly uid: number;
      readonly name: string;
      readonly body: JsonObject;
      /** The members of `body` as they were when the plan was made. */
      readonly before: JsonObject;
    };
