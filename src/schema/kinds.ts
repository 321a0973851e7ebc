import type { ValidateFunction } from 'ajv';
import * as validators from './generated/validators.js';

export const API_VERSION = 'auditform/v1';

/** The manifest kinds that describe a vendor's settings, with the schema and system of each. */
export const kinds = {
  RedisEnterpriseCluster: {
    system: 'redis-enterprise',
    schema: 'urn:auditform:v1:redis-enterprise',
    validate: validators.redisEnterprise,
  },
  DBAuditDatabase: { system: 'dbaudit', schema: 'urn:auditform:v1:dbaudit', validate: validators.dbaudit },
  CouchbaseCluster: { system: 'couchbase', schema: 'urn:auditform:v1:couchbase', validate: validators.couchbase },
  TairInstance: { system: 'tair', schema: 'urn:auditform:v1:tair', validate: validators.tair },
  TaurusDBInstance: { system: 'taurusdb', schema: 'urn:auditform:v1:taurusdb', validate: validators.taurusdb },
} as const satisfies Record<string, KindEntry>;

/** Kinds that serve the others. */
export const supportingKinds = {
  Connection: { schema: 'urn:auditform:v1:connection', validate: validators.connection },
  Profile: { schema: 'urn:auditform:v1:profile', validate: validators.profile },
  Guardrail: { schema: 'urn:auditform:v1:guardrail', validate: validators.guardrail },
  Project: { schema: 'urn:auditform:v1:project', validate: validators.project },
} as const satisfies Record<string, Omit<KindEntry, 'system'>>;

interface KindEntry {
  readonly system: string;
  readonly schema: string;
  readonly validate: ValidateFunction;
}

export type Kind = keyof typeof kinds;

export function kindEntry(
  kind: string,
): { readonly schema: string; readonly validate: ValidateFunction; readonly system?: string } | null {
  if (Object.hasOwn(kinds, kind)) return kinds[kind as Kind];
  if (Object.hasOwn(supportingKinds, kind)) return supportingKinds[kind as keyof typeof supportingKinds];
  return null;
}

export function isTargetKind(kind: string): kind is Kind {
  return Object.hasOwn(kinds, kind);
}

export const allKinds: readonly string[] = [...Object.keys(kinds), ...Object.keys(supportingKinds)];
