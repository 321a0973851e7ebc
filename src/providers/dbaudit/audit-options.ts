import type { JsonObject } from '../../model/json.ts';

/** The keys of audit_options that the vendor documents. */
export const OPTION_KEYS = ['capture_queries', 'capture_results', 'mask_sensitive_data', 'retention_days'] as const;

export function optionsOf(spec: JsonObject): JsonObject {
  return (spec.audit_options ?? {}) as JsonObject;
}
