export interface Descriptor {
  readonly id: number;
  readonly name: string;
  readonly module: string;
  readonly description: string;
}

const of = (module: string, rows: readonly (readonly [number, string])[]): Descriptor[] => rows.map(([id, name]) => ({ id, name, module, description: `${name} (${module})` }));

/** Filterable events, ids and names from the modules' descriptor files; some names repeat across modules. */
export const DESCRIPTORS: readonly Descriptor[] = [
  ...of('ns_server', [[8243, 'mutate document'], [8255, 'read document'], [8257, 'alert email sent'], [8265, 'RBAC information retrieved']]),
  ...of('memcached', [[20480, 'opened DCP connection'], [20482, 'external memcached bucket flush'], [20483, 'invalid packet'], [20485, 'authentication succeeded'], [20488, 'document read'], [20489, 'document locked'], [20490, 'document modify'], [20491, 'document delete'], [20493, 'session terminated']]),
  ...of('fts', [[24576, 'Create/Update index'], [24577, 'Delete index'], [24579, 'Access denied']]),
  ...of('n1ql', [[28672, 'SELECT statement'], [28673, 'EXPLAIN statement'], [28675, 'INFER statement'], [28676, 'INSERT statement'], [28678, 'DELETE statement'], [28679, 'UPDATE statement'], [28681, 'CREATE INDEX statement'], [28682, 'DROP INDEX statement'], [28687, 'UNRECOGNIZED statement'], [28697, '/admin/stats API request']]),
  ...of('eventing', [[32768, 'Create Function'], [32769, 'Delete Function'], [32770, 'Fetch Functions'], [32771, 'List Deployed'], [32772, 'Fetch Drafts'], [32780, 'Get Settings']]),
  ...of('analytics', [[36865, 'Service configuration change'], [36867, 'SELECT statement'], [36868, 'CREATE INDEX statement']]),
  ...of('view_engine', [[40960, 'Create Design Doc'], [40961, 'Delete Design Doc'], [40963, 'View Query'], [40966, 'Access denied']]),
  ...of('backup', [[45056, 'Modify configuration'], [45057, 'Fetch repository'], [45061, 'Info repository']]),
];

/** Events that are always recorded while auditing is on. */
export const NON_FILTERABLE: readonly Descriptor[] = [
  ...of('auditd', [[4096, 'configured audit daemon'], [4097, 'shutting down audit daemon']]),
  ...of('ns_server', [[8192, 'login success'], [8193, 'login failure'], [8240, 'configured audit daemon']]),
];

const OFF_BY_DEFAULT = new Set([8255, 20485, 20488, 20489, 20490, 20491, 20493, 32770, 32771, 32772, 32780, 36867, 36868, 40963, 45057, 45061]);

/** Reads, data access and every query statement are off until someone switches them on. */
export function isOffByDefault({ id, module }: Descriptor): boolean {
  return module === 'n1ql' || OFF_BY_DEFAULT.has(id);
}
