import type { HttpClient } from '../../http/http-client.ts';
import type { Discovery } from '../provider.ts';
import { showDatabase } from './api.ts';
import { OPTION_KEYS } from './audit-options.ts';
import { incomplete, listDatabases } from './list-databases.ts';
import { detailOf } from './wire.ts';

/** Engines that a manifest can name; listings may hold others. */
const TYPES = new Set(['postgresql', 'mysql', 'sqlserver', 'oracle', 'mongodb', 'mariadb']);

/** Every monitored database; its password is the vendor's secret and stays out. */
export async function* discover(http: HttpClient): AsyncGenerator<Discovery> {
  const { items, complete } = await listDatabases(http);
  if (!complete) throw incomplete();
  for (const { id, type: listed } of items) {
    if (listed !== null && !TYPES.has(listed)) continue;
    const shown = await showDatabase(http, id);
    if (shown === null) continue;
    const detail = detailOf(shown.body, shown.source);
    if (!TYPES.has(detail.type)) continue;
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
