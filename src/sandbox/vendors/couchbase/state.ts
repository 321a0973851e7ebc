import { DESCRIPTORS, type Descriptor, isOffByDefault } from './descriptors.ts';

/** What the audit settings hold. `pruneAge` and `logPath` null: not there. */
export interface AuditSettings {
  auditdEnabled: boolean;
  disabled: number[];
  disabledUsers: { name: string; domain: string }[];
  logPath: string | null;
  pruneAge: number | null;
  rotateInterval: number;
  rotateSize: number;
}

/** Everything the Couchbase simulator knows, as plain JSON: one cluster of three nodes. Times are milliseconds. */
export interface CouchbaseState {
  /** Null: not set up yet. */
  uuid: string | null;
  clusterName: string;
  enterprise: boolean;
  version: string;
  users: { username: string; password: string; role: 'admin' | 'security_admin' | 'ro_security_admin' | 'ro_admin' | 'none' }[];
  /** Local users that disabledUsers may name; the vendor's internal ones are known besides. */
  localUsers: string[];
  nodes: { membership: 'active' | 'inactiveAdded' | 'inactiveFailed'; status: string; folders: string[]; droppedEvents: number; down: boolean }[];
  /** The cluster's settings, and when each node sees them; one settings object a node with `quirks.perNode`. */
  settings: AuditSettings;
  before: AuditSettings;
  visibleAt: number[];
  nodeSettings: AuditSettings[];
  /** Events of later releases, beside the usual ones. */
  addedDescriptors: Descriptor[];
  /** Event 8240: accepted writes, even of nothing. */
  configuredEvents: number;
  events: { eventId: number; at: number }[];
  quirks: CouchbaseQuirks;
  /** Accepted writes, newest last. */
  log: { at: number; method: string; path: string; summary: string }[];
}

export interface CouchbaseQuirks {
  /** Each node keeps settings of its own, as the older page says. */
  perNode: boolean;
  spelling: 'code' | 'page';
  /** The receiving node shows an asynchronous write after this long. */
  staleMs: number;
  /** This node never adopts a change; -1: none. */
  divergentNode: number;
}

export function defaultCouchbaseState(): CouchbaseState {
  const off = DESCRIPTORS.filter(isOffByDefault).map(({ id }) => id);
  const settings: AuditSettings = {
    auditdEnabled: true,
    disabled: [...off, 8243].sort((left, right) => left - right),
    disabledUsers: [{ name: 'loader', domain: 'local' }],
    logPath: '/opt/couchbase/var/lib/couchbase/logs',
    pruneAge: 0,
    rotateInterval: 86400,
    rotateSize: 20971520,
  };
  const node = () => ({ membership: 'active' as const, status: 'healthy', folders: ['/opt/couchbase/var/lib/couchbase/logs', '/var/log/couchbase-audit'], droppedEvents: 0, down: false });
  return {
    uuid: 'c0a8fe5d3e1b4f6a9c7d2e8b5a4f3c21',
    clusterName: 'eu-prod',
    enterprise: true,
    version: '7.6.2-3721-enterprise',
    users: [
      { username: 'Administrator', password: 'sandbox-couchbase-password', role: 'admin' },
      { username: 'auditor', password: 'sandbox-couchbase-reader-password', role: 'ro_security_admin' },
    ],
    localUsers: ['loader', 'testuser', 'reporting'],
    nodes: [node(), node(), node()],
    settings,
    before: structuredClone(settings),
    visibleAt: [0, 0, 0],
    nodeSettings: [structuredClone(settings), structuredClone(settings), structuredClone(settings)],
    addedDescriptors: [],
    configuredEvents: 0,
    events: [],
    quirks: { perNode: false, spelling: 'code', staleMs: 30, divergentNode: -1 },
    log: [],
  };
}

/** Throws a TypeError unless every top-level member is there and of the kind that the default state has. */
export function restoredState(value: unknown): CouchbaseState {
  const form = defaultCouchbaseState() as unknown as Record<string, unknown>;
  if (typeof value !== 'object' || value === null) throw new TypeError('Couchbase state: an object is expected');
  const given = value as Record<string, unknown>;
  for (const key of new Set([...Object.keys(form), ...Object.keys(given)])) {
    if (!Object.hasOwn(form, key)) throw new TypeError(`Couchbase state: there is no ${key}`);
    const optional = key === 'uuid' && given[key] === null;
    if (!optional && (typeof given[key] !== typeof form[key] || Array.isArray(given[key]) !== Array.isArray(form[key]))) throw new TypeError(`Couchbase state: ${key} is of another form`);
  }
  return structuredClone(given) as unknown as CouchbaseState;
}

/** Settings as this node shows them now. */
export function settingsOn(state: CouchbaseState, node: number, now: number): AuditSettings {
  if (state.quirks.perNode) return state.nodeSettings[node]!;
  return state.quirks.divergentNode === node || state.visibleAt[node]! > now ? state.before : state.settings;
}

export function atLeast({ version }: CouchbaseState, ...least: readonly number[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [index, number] of least.entries()) if ((parts[index] ?? 0) !== number) return (parts[index] ?? 0) > number;
  return true;
}
