// Manifests of a fleet on disk, as people write them: one document a target, connections beside them.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ACCOUNT_SIZE, countOf, hasPassword, hex, names, targetOf, VENDORS } from './targets.mjs';

const PER_FILE = 100;
/** Wide enough to bind nowhere: what is measured is auditform, not the vendors' rates. */
export const LIMITS = '{ concurrency: 1000, requestsPerSecond: 100000 }';

/**
 * Writes the manifests of `size` targets into `folder`, `PER_FILE` documents a file, or all of them in so many `files` (Infinity: one each).
 * `accountSize`: targets that share a connection.
 * `alike`: targets of one vendor differ in names and the like only; else each has a label that no other one has.
 * `limits`: text for the connections' limits, such as `{ concurrency: 64 }`; null leaves the vendors' own rates.
 */
export async function writeManifests(
  folder,
  { size, base, limits, files = null, alike = true, vendors = VENDORS, accountSize = ACCOUNT_SIZE },
) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const documents = vendors.flatMap((vendor) => {
    const count = countOf(vendor, size);
    const targets = Array.from({ length: count }, (_, k) => ({
      number: targetOf(vendor, k),
      text: alike ? targetText(vendor, k, accountSize) : withOwnLabel(targetText(vendor, k, accountSize), k),
    }));
    const connections = Array.from({ length: connectionCount(vendor, count, accountSize) }, (_, c) => ({
      number: -1,
      text: connection(vendor, c, base, limits),
    }));
    return [...connections, ...targets];
  });
  const texts = documents.sort((left, right) => left.number - right.number).map(({ text }) => text);
  const perFile = files === null ? PER_FILE : Math.max(Math.ceil(texts.length / files), 1);
  for (let start = 0; start < texts.length; start += perFile) {
    const name = `fleet-${String(start / perFile).padStart(6, '0')}.yaml`;
    await writeFile(join(folder, name), texts.slice(start, start + perFile).join('---\n'));
  }
}

function targetText(vendor, k, accountSize) {
  return target[vendor](k, Math.floor(k / accountSize));
}

function withOwnLabel(text, k) {
  return text.replace('labels: {', `labels: { own-${k}: "yes",`);
}

function connectionCount(vendor, count, accountSize) {
  if (count === 0) return 0;
  return vendor === 'redis' || vendor === 'couchbase' ? count : Math.ceil(count / accountSize);
}

const systems = { redis: 'redis-enterprise' };

function connection(vendor, c, base, limits) {
  return `apiVersion: auditform/v1
kind: Connection
metadata: { name: ${vendor}-${c} }
spec:
  system: ${systems[vendor] ?? vendor}
  endpoint: ${base}/${vendor}/${c}
${place[vendor]?.(c, base) ?? ''}${limits === null ? '' : `  limits: ${limits}\n`}  credentials:
${credentials(vendor, c)}`;
}

const place = {
  tair: () => '  region: cn-hangzhou\n',
  taurusdb: (c, base) => `  region: ap-southeast-3\n  project_id: "${hex(c)}"\n  iam_endpoint: ${base}/iam/${c}\n`,
};

function credentials(vendor, c) {
  if (vendor === 'dbaudit') return '    apiKey: { fromEnv: BENCH_SECRET }\n';
  if (vendor === 'tair') return `    accessKeyId: LTAI5tBench${c}\n    accessKeySecret: { fromEnv: BENCH_SECRET }\n`;
  if (vendor === 'taurusdb' && !hasPassword(c))
    return '    accessKey: HPUABENCH\n    secretKey: { fromEnv: BENCH_SECRET }\n';
  const domain = vendor === 'taurusdb' ? '    domain: bench\n' : '';
  return `    username: auditor\n    password: { fromEnv: BENCH_SECRET }\n${domain}`;
}

function head(kind, name, connectionName, environment) {
  return `apiVersion: auditform/v1
kind: ${kind}
metadata:
  name: ${name}
  labels: { env: ${environment}, pci: "true" }
connection: ${connectionName}
`;
}

const target = {
  redis: (
    k,
  ) => `${head('RedisEnterpriseCluster', `redis-${k}`, `redis-${k}`, 'prod')}target: { name: ${names.cluster(k)} }
spec:
  db_conns:
    audit_protocol: TCP
    audit_address: siem.example.com
    audit_port: 6514
    audit_reconnect_max_attempts: 0 # never give up
  policy: { db_conns_auditing: true }
  bdbs:
    - name: "*"
      db_conns_auditing: true
`,
  dbaudit: (k, account) => `${head('DBAuditDatabase', `dbaudit-${k}`, `dbaudit-${account}`, 'prod')}target:
  host: ${names.databaseHost(k)}
  port: 5432
  database: app
spec:
  tags: [production, critical]
  audit_options:
    capture_queries: true
    capture_results: false
    mask_sensitive_data: true
    retention_days: 365
`,
  couchbase: (
    k,
  ) => `${head('CouchbaseCluster', `couchbase-${k}`, `couchbase-${k}`, 'test')}target: { uuid: ${names.couchbaseUuid(k)} }
spec:
  auditdEnabled: true
  rotateInterval: 86400
  rotateSize: 20971520
  pruneAge: 7776000
  disabled: [8243, 20485, 20488] # what comes with every request
  disabledUsers: []
`,
  tair: (k, account) => `${head('TairInstance', `tair-${k}`, `tair-${account}`, 'prod')}target:
  InstanceId: ${names.tairId(k)}
spec:
  # One value for the whole region.
  Retention: 365
  DbAudit: true
`,
  taurusdb: (k, account) => `${head('TaurusDBInstance', `taurusdb-${k}`, `taurusdb-${account}`, 'prod')}target:
  instance_id: ${names.taurusId(k)}
spec:
  keep_days: 365
  audit_types: [CREATE_USER, DROP_USER, GRANT, REVOKE, CREATE, ALTER, DROP, TRUNCATE]
`,
};
