// Generated from schemas/ by `npm run generate`. Do not edit.
import type {InlineConnection, Metadata, Waiver} from './common.ts';

/**
 * SQL audit log policy of one Huawei Cloud TaurusDB instance.
 */
export interface TaurusDBInstance {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'TaurusDBInstance';
  metadata: Metadata;
  /**
   * Name of a Connection document, or its spec inline, without system.
   */
  connection: string | InlineConnection;
  target: TaurusDBTarget;
  spec: TaurusDBSpec;
  /**
   * Consent to weaker values or to one failed check, visible in review; each dies by itself.
   */
  waivers?: Waiver[];
}
export interface TaurusDBTarget {
  /**
   * Instance id: 36 letters and digits ending in in07.
   */
  instance_id: string;
}
export interface TaurusDBSpec {
  /**
   * Days that audit logs are kept; 0 switches SQL audit off.
   */
  keep_days?: number;
  /**
   * Operation types to record, by the names of the instance's own catalogue, or its group names (DCL, DDL, DML, OTHER). Empty: every type, later ones too.
   */
  audit_types?: string[] | null;
  /**
   * When switching off: keep the log files that exist. false deletes them for good. Default true.
   */
  reserve_audit_logs?: boolean;
}
