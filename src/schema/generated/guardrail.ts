// Generated from schemas/ by `npm run generate`. Do not edit.
import type {Metadata, Selector} from './common.ts';

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
