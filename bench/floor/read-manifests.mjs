// What every floor does first: find the files, parse them with `yaml`, judge each document with the ready-compiled ajv function.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as validators from '../../src/schema/generated/validators.js';

const validatorOf = {
  Connection: validators.connection,
  RedisEnterpriseCluster: validators.redisEnterprise,
  DBAuditDatabase: validators.dbaudit,
  CouchbaseCluster: validators.couchbase,
  TairInstance: validators.tair,
  TaurusDBInstance: validators.taurusdb,
};

/** The documents below the folder. Throws for one that does not fit. */
export function readManifests(folder) {
  const values = [];
  for (const name of readdirSync(folder).sort()) {
    for (const document of parseAllDocuments(readFileSync(join(folder, name), 'utf8'))) {
      const value = document.toJS();
      if (!validatorOf[value.kind](value)) throw new Error(`${name}: a ${value.kind} does not fit its schema`);
      values.push(value);
    }
  }
  return values;
}
