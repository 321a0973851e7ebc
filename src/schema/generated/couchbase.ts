// Generated from schemas/ by `npm run generate`. Do not edit.
import type {InlineConnection, Metadata, Waiver} from './common.ts';

/**
 * Event auditing of one Couchbase Server cluster.
 */
export interface CouchbaseCluster {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'CouchbaseCluster';
  metadata: Metadata;
  /**
   * Name of a Connection document, or its spec inline, without system.
   */
  connection: string | InlineConnection;
  target?: CouchbaseTarget;
  spec: CouchbaseSpec;
  /**
   * Consent to weaker values or to one failed check, visible in review; each dies by itself.
   */
  waivers?: Waiver[];
}
export interface CouchbaseTarget {
  /**
   * Cluster uuid as GET /pools shows it; checked before the first write.
   */
  uuid?: string;
}
export interface CouchbaseSpec {
  /**
   * Audit at all.
   */
  auditdEnabled?: boolean | null;
  /**
   * Directory of the audit log, on every node.
   */
  logPath?: string;
  /**
   * Seconds after which the log file is rotated: 900 to 604800, whole minutes.
   */
  rotateInterval?: number | null;
  /**
   * Bytes after which the log file is rotated; 0 is no limit before release 8.0, which asks for 1048576 at least.
   */
  rotateSize?: number | null;
  /**
   * Seconds that rotated log files are kept; 0 keeps them for ever. From release 7.2.4.
   */
  pruneAge?: number | null;
  /**
   * All filterable events that are not recorded, by id or module/name. An event left out is recorded; null is the release's own default.
   */
  disabled?: (number | string)[] | null;
  /**
   * Users whose filterable events are not recorded, as name/domain (local, external; unknown from 7.6). Internal users are @name/local.
   */
  disabledUsers?: string[] | null;
}
