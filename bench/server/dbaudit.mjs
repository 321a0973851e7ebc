// DB Audit (https://dbaudit.ai/docs/api/databases).
import { ACCOUNT_SIZE, account, names } from '../fleet/targets.mjs';

const options = (days) => ({
  capture_queries: true,
  capture_results: false,
  mask_sensitive_data: true,
  retention_days: days,
});
const known = (k) => ({
  id: names.databaseId(k),
  name: `Database ${k}`,
  type: 'postgresql',
  host: names.databaseHost(k),
  port: 5432,
  status: 'connected',
  audit_status: 'active',
  created_at: '2026-01-01T00:00:00Z',
});

/** Drift: records are kept 30 days. `state`: audit_options as they were last written. */
export function answer({ method, path, query, body }, a, isDrifted, state, count) {
  if (method === 'GET' && path === '/databases') return page(query, a, count);
  const [, id, rest] = /^\/databases\/db_(\d+)(\/status)?$/.exec(path) ?? [];
  const k = Number(id);
  if (id === undefined || k >= count || account(k) !== a) return null;
  if (rest !== undefined)
    return JSON.stringify({ id: names.databaseId(k), connection_status: 'connected', audit_status: 'active' });
  if (method === 'PATCH') state.set(k, { ...state.get(k), ...JSON.parse(body).audit_options });
  const live = { ...options(isDrifted(k) ? 30 : 365), ...state.get(k) };
  return JSON.stringify({
    ...known(k),
    database: 'app',
    username: 'dbaudit_reader',
    ssl_mode: 'require',
    tags: ['production', 'critical'],
    audit_options: live,
    stats: { policies_active: 3, alerts_pending: 0 },
    updated_at: state.has(k) ? '2026-11-01T00:00:00Z' : '2026-01-01T00:00:00Z',
  });
}

function page(query, a, count) {
  const [number, size] = [Number(query.get('page') ?? 1), Math.min(Number(query.get('per_page') ?? 20), 100)];
  const first = a * ACCOUNT_SIZE;
  const total = Math.max(Math.min(ACCOUNT_SIZE, count - first), 0);
  const start = (number - 1) * size;
  const data = Array.from({ length: Math.max(Math.min(size, total - start), 0) }, (_, at) => known(first + start + at));
  return JSON.stringify({ data, pagination: { total, page: number, per_page: size } });
}
