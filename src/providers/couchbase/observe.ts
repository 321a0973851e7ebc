import { equal, type Json, type JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Problem } from '../../model/problem.ts';
import type { Desired } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { ClusterReading } from './cluster-reader.ts';
import { listed } from './finding.ts';
import { asLimits, type CouchbaseLimits } from './limits.ts';
import { normalise } from './normalise.ts';
import { compareReleases, type Release } from './release.ts';
import type { Cluster, Settings } from './wire.ts';

export type Catalogue = Pick<CouchbaseLimits, 'descriptors' | 'fixed'>;

/** AF308 unless the endpoint leads to the cluster that the manifest names. */
export function checkCluster({ target }: Pick<Desired, 'target'>, { uuid }: Pick<Cluster, 'uuid'>): void {
  const pinned = target.uuid;
  if (typeof pinned !== 'string' || pinned.toLowerCase() === uuid.toLowerCase()) return;
  throw new ProviderError(`The endpoint leads to cluster ${uuid}, not to ${pinned}.`, {
    code: 'AF308',
    trouble: 'refused',
    fix: 'Correct target.uuid or the endpoint.',
  });
}

/** The cluster's settings as one observation. A member on which the nodes disagree never looks like the wish. */
export function observe(wanted: Desired, reading: ClusterReading, catalogue: Catalogue): Observation {
  const { cluster, nodes, silent } = reading;
  const documents = nodes.map(({ settings }) => documentOf(settings));
  const lacksPath = documents.some(({ logPath }) => logPath === undefined);
  const base: Observation = {
    address: wanted.address,
    identity: `couchbase/${cluster.uuid.toLowerCase()}`,
    presence: 'present',
    document: documents[0]!,
    hidden: lacksPath ? ['/logPath'] : [],
    facts: documents.every(({ auditdEnabled }) => auditdEnabled === true) ? ['audit.enabled'] : [],
    limits: asLimits({ uuid: cluster.uuid, ...releases(reading), ...catalogue }),
    // A node that answered before and is silent now may still lack what was written.
    settled: !silent.some(({ heard }) => heard),
    token: null,
    notes: reachNotes(wanted.address, reading),
  };
  const apart = documents.length === 1 ? [] : membersApart(documents);
  if (apart.length === 0 && !lacksPath) return base;
  const wish = normalise(wanted, base).document;
  const shown = leastWanted(documents, wish);
  // Hidden at one node, and certainly not as wished at another: that is a difference, not a doubt.
  const surelyOther = shown.logPath !== undefined && !equal(shown.logPath, wish.logPath);
  const merged = { ...base, document: shown, hidden: surelyOther ? [] : base.hidden };
  if (apart.length === 0) return merged;
  return {
    ...merged,
    settled: base.settled && !apart.some((name) => Object.hasOwn(wish, name)),
    notes: [...base.notes, apartNote(wanted.address, reading, apart)],
  };
}

/** The nodes disagree on something that the manifest manages. */
export function isApart({ settled, notes }: Observation): boolean {
  return !settled && notes.some(({ code }) => code === 'AF407');
}

/** In the manifest's spelling. Without pruneAge nothing is pruned, which is what 0 says. */
export function documentOf(settings: Settings): JsonObject {
  const { auditdEnabled, disabled, disabledUsers, logPath, pruneAge, rotateInterval, rotateSize } = settings;
  return {
    auditdEnabled,
    disabled: [...disabled],
    disabledUsers: [...disabledUsers],
    ...(logPath === null ? {} : { logPath }),
    pruneAge: pruneAge ?? 0,
    rotateInterval,
    rotateSize,
  };
}

function membersApart(documents: readonly JsonObject[]): string[] {
  const names = new Set(documents.flatMap(Object.keys));
  return [...names].filter((name) => documents.some((one) => documents.some((other) => differ(one, other, name))));
}

/** A node that hides its log path does not contradict one that shows it. */
function differ(one: JsonObject, other: JsonObject, name: string): boolean {
  return one[name] !== undefined && other[name] !== undefined && !equal(one[name], other[name]);
}

/** Member by member the value of a node that is not as wished, where there is one. */
function leastWanted(documents: readonly JsonObject[], wish: JsonObject): JsonObject {
  const names = [...new Set(documents.flatMap(Object.keys))].sort();
  const entries = names.map((name): [string, Json] => {
    const values = documents.flatMap((document) => (document[name] === undefined ? [] : [document[name]]));
    const other = Object.hasOwn(wish, name) ? values.find((value) => !equal(value, wish[name])) : undefined;
    return [name, other ?? values[0]!];
  });
  return Object.fromEntries(entries);
}

function releases({ cluster, active }: ClusterReading): { readonly lowest: Release; readonly highest: Release } {
  const known = [cluster.release, ...active.map(({ release }) => release)].filter((release) => release.length > 0);
  const sorted = known.sort(compareReleases);
  return { lowest: sorted[0] ?? [], highest: sorted.at(-1) ?? [] };
}

function reachNotes(address: string, reading: ClusterReading): Problem[] {
  const { silent, membership, nodes } = reading;
  const at = { address };
  const unlisted: Problem = {
    code: 'AF406',
    severity: 'warning',
    message: 'The cluster does not tell its nodes to this user, so only the endpoint’s node was read.',
    at,
    fix: 'Check that GET /pools/default answers, to have the other nodes checked too.',
  };
  const unread = [...new Set(silent.map(({ why }) => why))].map((why): Problem => {
    const here = silent.filter((node) => node.why === why);
    const names = here.map(({ node }) => node);
    const what = names.length === 1 ? `Node ${names[0]} was not read` : `Nodes ${listed(names)} were not read`;
    return {
      code: 'AF406',
      // Inner addresses are often out of reach from here; a node that is within reach and fails is a failed reading.
      severity: here.some(({ heard }) => heard) ? 'error' : 'warning',
      message: `${what}: ${why}. Whether the settings are the same there is not known.`,
      at,
      fix: 'Run auditform where the nodes’ management addresses can be reached, to have them checked too.',
    };
  });
  const notes = [...(reading.listed ? [] : [unlisted]), ...unread];
  if (membership === 'active') return notes;
  const message = `The endpoint’s node ${nodes[0].node} is ${membership}, not an active member: its settings may be old.`;
  return [...notes, { code: 'AF406', severity: 'warning', message, at, fix: 'Point the endpoint at an active node.' }];
}

function apartNote(address: string, { nodes }: ClusterReading, apart: readonly string[]): Problem {
  const [first, ...others] = nodes;
  const document = documentOf(first.settings);
  const differing = others
    .filter(({ settings }) => apart.some((name) => differ(documentOf(settings), document, name)))
    .map(({ node }) => node);
  const verb = differing.length === 1 ? 'differs' : 'differ';
  const who = differing.length === 0 ? '' : `: ${differing.join(', ')} ${verb} from ${first.node}`;
  return {
    code: 'AF407',
    severity: 'warning',
    message: `The nodes do not agree on ${apart.join(', ')}${who}.`,
    at: { address },
    fix: 'Changes reach all nodes within seconds. If it stays, look at those nodes; apply writes each of them.',
  };
}
