/** Engines a request may name (Databases page), with a version inside the page's supported range. */
const VERSIONS: Readonly<Record<string, string>> = {
  postgresql: 'PostgreSQL 16.1',
  mysql: 'MySQL 8.0.36',
  sqlserver: 'SQL Server 2022',
  oracle: 'Oracle 19c',
  mongodb: 'MongoDB 7.0.5',
  mariadb: 'MariaDB 10.11.6',
};

export const ENGINES: readonly string[] = Object.keys(VERSIONS);

export const SSL_MODES: readonly string[] = ['disable', 'require', 'verify-ca', 'verify-full'];

/** What `/test` finds on a healthy server. Permission names are documented for PostgreSQL only. */
export function healthyProbe(type: string): {
  latencyMs: number;
  version: string;
  permissions: Record<string, boolean>;
  warnings: string[];
} {
  const known = Object.hasOwn(VERSIONS, type) ? VERSIONS[type] : undefined;
  const permissions: Record<string, boolean> =
    type === 'postgresql' ? { select: true, pg_read_all_stats: true, pg_monitor: true } : {};
  return { latencyMs: 15, version: known ?? type, permissions, warnings: [] };
}
