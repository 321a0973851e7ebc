// Generated from schemas/ by `npm run generate`. Do not edit.
import type {InlineConnection, Metadata, Waiver} from './common.ts';

/**
 * Audit log settings of one Alibaba Cloud Tair (Redis OSS-compatible) instance.
 */
export interface TairInstance {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'TairInstance';
  metadata: Metadata;
  /**
   * Name of a Connection document, or its spec inline, without system.
   */
  connection: string | InlineConnection;
  target: TairTarget;
  spec: TairSpec;
  /**
   * Consent to weaker values or to one failed check, visible in review; each dies by itself.
   */
  waivers?: Waiver[];
}
export interface TairTarget {
  /**
   * Instance id (r-… or tair-…).
   */
  InstanceId: string;
}
export interface TairSpec {
  /**
   * Record write commands of this instance.
   */
  DbAudit?: boolean;
  /**
   * Days that records are kept. One value for every instance of the account in the region.
   */
  Retention?: number;
}
