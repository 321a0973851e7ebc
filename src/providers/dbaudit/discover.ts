import type { HttpClient } from '../../http/http-client.ts';
import type { Discovery } from '../provider.ts';
import { listDatabases, showDatabase } from './api.ts';
import { OPTION_KEYS } from './audit-options.ts';

/** Engines that a manifest can name; listings may hold others. */
const TYPES = new Set(['postgresql', 'mysql', 'sqlserver', 'oracle', 'mongodb', 'mariadb']);

/** Every monitored database; its password is the vendor's secret and stays out. */
export async function* discover(http: HttpClient): AsyncGenerator<Discovery> {
  for (const { id } of await listDatabases(http)) {
    const detail = await showDatabase(http, id);
    if (detail === null || !TYPES.has(detail.type)) continue;
    const { name, type, host, port, database, username, sslMode, tags, auditOptions } = detail;
    const options = OPTION_KEYS.flatMap((key) =>
      auditOptions?.[key] === undefined ? [] : [[key, auditOptions[key]] as const],
    );
    yield {
      name: manifestName(name, id),
      target: { host, port, database, id },
      spec: {
        name,
        type,
        username,
        ...(sslMode === undefined ? {} : { ssl_mode: sslMode }),
        ...(tags === undefined ? {} : { tags: [...tags] }),
        ...(options.length === 0 ? {} : { audit_options: Object.fromEntries(options) }),
      },
    };
  }
}

/** Labels need not be unique, ids are. */
function manifestName(label: string, id: string): string {
  const plain = `${label}-${id}`.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-');
  return plain.replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '').slice(-200);
}
