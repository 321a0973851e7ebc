import type { SimulatedRequest } from '../../simulator.ts';
import { ENGINES } from './engines.ts';
import type { DbauditQuirks } from './quirks.ts';
import { badRequest } from './refusal.ts';

export interface ListQuery {
  readonly status: string | null;
  readonly type: string | null;
  readonly tags: readonly string[] | null;
  readonly page: number;
  readonly perPage: number;
}

const PARAMETERS: readonly string[] = ['status', 'type', 'tags', 'page', 'per_page'];
const STATUSES: readonly string[] = ['connected', 'disconnected', 'pending', 'error'];
const MAX_PER_PAGE = 100;

export function listQuery({ query }: SimulatedRequest, quirks: DbauditQuirks): ListQuery {
  for (const name of new Set(query.keys())) {
    if (!PARAMETERS.includes(name)) throw badRequest(`unknown parameter ${name}`);
    if (query.getAll(name).length > 1) throw badRequest(`parameter ${name} is given twice`);
  }
  const engines = quirks.mariadbFilter === 'refused' ? ENGINES.filter((engine) => engine !== 'mariadb') : ENGINES;
  return {
    status: choice('status', query.get('status'), STATUSES),
    type: choice('type', query.get('type'), engines),
    tags: query.get('tags')?.split(',') ?? null,
    page: count('page', query.get('page') ?? '1'),
    perPage: perPage(count('per_page', query.get('per_page') ?? '20'), quirks),
  };
}

function choice(name: string, value: string | null, allowed: readonly string[]): string | null {
  if (value !== null && !allowed.includes(value)) throw badRequest(`parameter ${name} has an invalid value`);
  return value;
}

function count(name: string, value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw badRequest(`parameter ${name} must be a positive integer`);
  return Number(value);
}

function perPage(asked: number, quirks: DbauditQuirks): number {
  if (asked <= MAX_PER_PAGE) return asked;
  if (quirks.overPerPage === 'clamped') return MAX_PER_PAGE;
  throw badRequest(`parameter per_page must not exceed ${MAX_PER_PAGE}`);
}
