import { flag, integer, listOf, matching, moment, object, oneOf, orNull, text } from '../../shape.ts';
import type { CouchbaseState } from './state.ts';
import { VERSION_FORM } from './version.ts';

const COUNT = integer(0);
const NODE = integer(0, 2);
const VERSION = matching(VERSION_FORM, 'a version such as 7.6.2');
const EVENT_ID = integer(1, 65535);

const SETTINGS = object({
  auditdEnabled: flag,
  disabled: listOf(EVENT_ID),
  enabled: listOf(EVENT_ID),
  disabledUsers: listOf(object({ name: text, domain: text })),
  logPath: orNull(text),
  pruneAge: orNull(COUNT),
  rotateInterval: COUNT,
  rotateSize: COUNT,
});

const CREDENTIAL = object({
  username: text,
  password: text,
  domain: oneOf('admin', 'local', 'external'),
  roles: listOf(text),
  passwordExpired: flag,
  exceededLimits: listOf(text),
});

const CLUSTER_NODE = object({
  version: orNull(VERSION),
  clusterMembership: oneOf('active', 'inactiveAdded', 'inactiveFailed'),
  status: oneOf('healthy', 'warmup', 'unhealthy'),
  services: listOf(text),
  directories: listOf(text),
  createsDirectories: flag,
  droppedEvents: COUNT,
  dataDaemon: oneOf('up', 'down'),
  ownSettings: orNull(SETTINGS),
});

const ADDED_EVENT = object({
  id: EVENT_ID,
  name: text,
  module: text,
  description: text,
  filterable: flag,
  offByDefault: flag,
});

const QUIRKS = object({
  perNode: flag,
  spelling: oneOf('documented-code', 'page'),
  staleMs: COUNT,
  divergent: orNull(NODE),
  duplicateKeys: oneOf('first', 'last'),
  statsExport: oneOf('admins', 'readers'),
  unprovisionedLogin: oneOf('accept', 'refuse'),
});

const STATE = object({
  uuid: orNull(matching(/^[0-9a-f]{32}$/, '32 hex digits')),
  clusterName: text,
  enterprise: flag,
  version: VERSION,
  rebalanceStatus: oneOf('none', 'running'),
  credentials: listOf(CREDENTIAL),
  externalLogin: oneOf('up', 'down'),
  nodes: listOf(CLUSTER_NODE, 1, 3),
  settings: SETTINGS,
  behind: listOf(object({ node: NODE, settings: SETTINGS, until: orNull(moment), own: flag })),
  logPathSetAt: moment,
  addedEvents: listOf(ADDED_EVENT),
  configuredEvents: COUNT,
  events: listOf(object({ at: moment, node: NODE, eventId: oneOf(9216, 9217, 9218), changed: listOf(text) })),
  quirks: QUIRKS,
  log: listOf(object({ at: moment, method: text, path: text, summary: text })),
});

/** The state again, as a copy. Throws a TypeError unless every member is there and of the documented form. */
export function restoredState(value: unknown): CouchbaseState {
  STATE(value, 'the Couchbase state');
  return structuredClone(value as CouchbaseState);
}
