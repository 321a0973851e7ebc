// Generated from schemas/ by `npm run generate`. Do not edit.
import type {Metadata, Selector} from './common.ts';

/**
 * Settings that many manifests share: merged under each selected manifest's own spec.
 */
export interface Profile {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'Profile';
  metadata: Metadata;
  spec: ProfileSpec;
}
export interface ProfileSpec {
  selector?: Selector;
  /**
   * The manifest kind it applies to.
   */
  kind: 'RedisEnterpriseCluster' | 'DBAuditDatabase' | 'CouchbaseCluster' | 'TairInstance' | 'TaurusDBInstance';
  /**
   * Profiles are merged from low to high, then by name; a later one wins. Default 0.
   */
  priority?: number;
  /**
   * Part of that kind's spec.
   */
  spec: {};
}
