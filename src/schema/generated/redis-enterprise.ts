// Generated from schemas/ by `npm run generate`. Do not edit.
import type {InlineConnection, Metadata, Waiver} from './common.ts';

/**
 * Where audit records go, for the whole cluster. null: no such configuration.
 */
export type DbConns = {
  /**
   * TCP, or local for a socket file on each node (test systems only).
   */
  audit_protocol: 'TCP' | 'local';
  /**
   * Host name or IP address of the listener, or the path of the socket file.
   */
  audit_address: string;
  /**
   * Port of the listener; with TCP only.
   */
  audit_port?: number;
  /**
   * Seconds between attempts to reconnect.
   */
  audit_reconnect_interval?: number | null;
  /**
   * Attempts before the proxy gives up for good; 0 never gives up.
   */
  audit_reconnect_max_attempts?: number | null;
  /**
   * Bytes of records held while the listener is away. From 8.2.
   */
  audit_queue_max_bytes?: number | null;
} | null;
export type Bdb = {
  [k: string]: unknown;
} & {
  /**
   * Database name; with uid a check that the uid is still that database.
   */
  name?: string;
  uid?: number;
  /**
   * Record connections, authentications and disconnections. From 8.2 this is audit_settings.audit_mode connection.
   */
  db_conns_auditing?: boolean | null;
  audit_settings?: AuditSettings;
};

/**
 * Audit settings of one Redis Enterprise Software cluster and its databases.
 */
export interface RedisEnterpriseCluster {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'RedisEnterpriseCluster';
  metadata: Metadata;
  /**
   * Name of a Connection document, or its spec inline, without system.
   */
  connection: string | InlineConnection;
  target?: RedisEnterpriseTarget;
  spec: RedisEnterpriseSpec;
  /**
   * Consent to weaker values or to one failed check, visible in review; each dies by itself.
   */
  waivers?: Waiver[];
}
export interface RedisEnterpriseTarget {
  /**
   * Cluster name (FQDN) as GET /v1/cluster shows it; checked before the first write.
   */
  name?: string;
}
export interface RedisEnterpriseSpec {
  db_conns?: DbConns;
  policy?: Policy;
  /**
   * Databases, by unique name or by uid; name "*" is every database of the cluster that no other item names.
   */
  bdbs?: Bdb[];
}
export interface Policy {
  /**
   * Databases created later start audited.
   */
  db_conns_auditing?: boolean | null;
}
/**
 * From 8.2.
 */
export interface AuditSettings {
  audit_mode?: 'disabled' | 'connection' | 'connection_and_crud' | null;
  /**
   * Bytes of keys kept per command record.
   */
  max_total_key_bytes?: number | null;
  username_filter?: UsernameFilter;
  source_ip_filter?: SourceIpFilter;
}
/**
 * Narrows which users' commands are recorded; for connection_and_crud.
 */
export interface UsernameFilter {
  enabled?: boolean | null;
  /**
   * @maxItems 512
   */
  usernames?: string[] | null;
  /**
   * inclusive: only the listed are recorded; exclusive: all but the listed.
   */
  filter_type?: 'inclusive' | 'exclusive' | null;
  /**
   * Record commands while the user is not known yet.
   */
  allow_while_username_unknown?: boolean | null;
}
/**
 * Narrows from which addresses commands are recorded; for connection_and_crud.
 */
export interface SourceIpFilter {
  enabled?: boolean | null;
  /**
   * @maxItems 512
   */
  ip_addresses?: string[] | null;
  /**
   * @maxItems 512
   */
  cidr_ranges?: string[] | null;
  /**
   * inclusive: only the listed are recorded; exclusive: all but the listed.
   */
  filter_type?: 'inclusive' | 'exclusive' | null;
}
