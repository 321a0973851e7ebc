// Generated from schemas/ by `npm run generate`. Do not edit.

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
export interface Metadata {
  /**
   * Unique per kind.
   */
  name: string;
  /**
   * Chosen by --selector, profiles and guardrails.
   */
  labels?: {
    [k: string]: string;
  };
  /**
   * Notes for people and other tools; auditform does not read them.
   */
  annotations?: {
    [k: string]: string;
  };
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
/**
 * Which manifests, by label; empty selects all.
 */
export interface Selector {
  matchLabels?: {
    [k: string]: string;
  };
  matchExpressions?: {
    key: string;
    operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    values?: string[];
  }[];
}
