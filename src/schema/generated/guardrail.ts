// Generated from schemas/ by `npm run generate`. Do not edit.

export type GuardrailSpec = {
  [k: string]: unknown;
} & {
  selector?: Selector;
  /**
   * Kinds it applies to; left out: all.
   *
   * @minItems 1
   */
  kinds?: ('RedisEnterpriseCluster' | 'DBAuditDatabase' | 'CouchbaseCluster' | 'TairInstance' | 'TaurusDBInstance')[];
  /**
   * JSON Schema over the resolved manifest.
   */
  schema?: {} | boolean;
  /**
   * JSON Schema over the common posture.
   */
  posture?: {} | boolean;
  message: string;
  /**
   * Default error.
   */
  severity?: 'error' | 'warning';
  /**
   * What it serves, such as PCI-DSS-4.0.1/10.5.1.
   */
  controls?: string[];
};

/**
 * A rule that manifests must keep, as JSON Schema over the manifest or over its audit posture.
 */
export interface Guardrail {
  /**
   * Always auditform/v1.
   */
  apiVersion: 'auditform/v1';
  kind: 'Guardrail';
  metadata: Metadata;
  spec: GuardrailSpec;
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
