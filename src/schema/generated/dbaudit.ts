// Generated from schemas/ by `npm run generate`. Do not edit.
import type {InlineConnection, Metadata, SecretReference, Waiver} from './common.ts';

/**
 * One database connection monitored by DB Audit.
 */
export interface DBAuditDatabase {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'DBAuditDatabase';
  metadata: Metadata;
  /**
   * Name of a Connection document, or its spec inline, without system.
   */
  connection: string | InlineConnection;
  target: DBAuditTarget;
  /**
   * absent removes the database from monitoring, which cannot be undone.
   */
  ensure?: 'present' | 'absent';
  spec?: DBAuditSpec;
  /**
   * Consent to weaker values or to one failed check, visible in review; each dies by itself.
   */
  waivers?: Waiver[];
}
/**
 * Which database: DB Audit knows it by host, port and database name.
 */
export interface DBAuditTarget {
  host: string;
  port: number;
  database: string;
  /**
   * DB Audit's own id, to pin the object; its host, port and database must agree.
   */
  id?: string;
}
export interface DBAuditSpec {
  /**
   * Label shown in DB Audit.
   */
  name?: string;
  /**
   * Database engine. Cannot be changed later.
   */
  type?: 'postgresql' | 'mysql' | 'sqlserver' | 'oracle' | 'mongodb' | 'mariadb';
  /**
   * Login of the collector.
   */
  username?: string;
  password?: SecretReference;
  /**
   * Raise it to push the password again after a rotation.
   */
  password_version?: number;
  /**
   * How the collector's connection is protected.
   */
  ssl_mode?: 'disable' | 'require' | 'verify-ca' | 'verify-full';
  /**
   * PEM certificate of the database's authority; not shown by the API.
   */
  ssl_ca?: string;
  /**
   * Labels in DB Audit; a comma would break its filters.
   */
  tags?: string[] | null;
  audit_options?: DBAuditOptions;
}
export interface DBAuditOptions {
  /**
   * Record statements; false means no query audit at all.
   */
  capture_queries?: boolean;
  /**
   * Record result data too; only with masking.
   */
  capture_results?: boolean;
  /**
   * Mask sensitive values in what is recorded.
   */
  mask_sensitive_data?: boolean;
  /**
   * Days that records are kept; what the plan of the account permits beyond 30 to 2555 is not documented.
   */
  retention_days?: number;
}
