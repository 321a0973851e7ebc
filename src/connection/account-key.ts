import { canonical, type Json } from '../model/json.ts';
import type { OpenConnection } from '../providers/provider.ts';

/** Members of credentials that say who calls; the others prove it. */
const WHO: Readonly<Record<string, readonly string[]>> = {
  dbaudit: ['apiKey'],
  tair: ['accessKeyId'],
  taurusdb: ['accessKey', 'username', 'domain'],
};

/**
 * Equal for connections whose calls the vendor counts together: those to one cluster; to one endpoint with one key or user,
 * whatever the project. A connection's writes count with its reads, since whether limits are per key or per customer is not
 * documented everywhere. Keys that come from different variables or files are taken for different ones.
 */
export function accountKey({ system, endpoint, region, credentials }: OpenConnection): string {
  const members = WHO[system] ?? [];
  const who = members.map((name) => credentials?.[name] ?? null);
  return canonical([system, endpoint ?? region, who] as unknown as Json);
}
