import type { Json } from '../../src/model/json.ts';

const credentials = { username: 'u', password: { fromEnv: 'P' } };
let made = 0;

/** A manifest of its own vendor object, region and address, so that any number of them can be judged together. */
export function manifestOf(kind: string, spec: Json, rest: Readonly<Record<string, Json>> = {}) {
  made += 1;
  const id = String(made).padStart(32, '0');
  const parts: Readonly<Record<string, { connection: Json; target?: Json }>> = {
    RedisEnterpriseCluster: { connection: { endpoint: `https://redis-${made}.example.com:9443`, credentials } },
    CouchbaseCluster: { connection: { endpoint: `https://couchbase-${made}.example.com:18091`, credentials } },
    DBAuditDatabase: {
      connection: { credentials: { apiKey: { fromEnv: 'K' } } },
      target: { host: `db-${made}.example.com`, port: 5432, database: 'a' },
    },
    TairInstance: { connection: { region: `cn-${made}` }, target: { InstanceId: `r-${made}` } },
    TaurusDBInstance: {
      connection: { region: `ap-${made}`, project_id: id },
      target: { instance_id: `${id}in07` },
    },
  };
  return { apiVersion: 'auditform/v1', kind, metadata: { name: `m${made}` }, ...parts[kind]!, spec, ...rest };
}
