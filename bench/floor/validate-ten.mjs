// The floor of `auditform validate`: a script that imports yaml and ajv and does the same with them. argv: folder.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { parseAllDocuments } from 'yaml';

const schemas = new URL('../../schemas/', import.meta.url);
const schemaOf = {
  Connection: 'connection',
  RedisEnterpriseCluster: 'providers/redis-enterprise',
  DBAuditDatabase: 'providers/dbaudit',
  CouchbaseCluster: 'providers/couchbase',
  TairInstance: 'providers/tair',
  TaurusDBInstance: 'providers/taurusdb',
};
const read = (name) => JSON.parse(readFileSync(new URL(`${name}.schema.json`, schemas), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: false });
ajv.addSchema(['manifest', ...Object.values(schemaOf)].map(read));

let documents = 0;
for (const name of readdirSync(process.argv[2]).sort()) {
  for (const document of parseAllDocuments(readFileSync(join(process.argv[2], name), 'utf8'))) {
    const value = document.toJS();
    if (!ajv.validate(read(schemaOf[value.kind]).$id, value)) throw new Error(ajv.errorsText());
    documents += 1;
  }
}
process.stdout.write(`${documents} documents are valid\n`);
