import { equal, type Json, type JsonObject } from '../../model/json.ts';
import type { Observation } from '../../model/observation.ts';
import type { Problem } from '../../model/problem.ts';
import type { Desired } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { ClusterReading } from './cluster-reader.ts';
import { asLimits, atLeast } from './limits.ts';
import { normalise } from './normalise.ts';
import type { Descriptor, Settings } from './wire.ts';

/** The cluster's settings as one observation. Nodes that disagree never look in sync with the wish. */
export function observe(wanted: Desired, reading: ClusterReading, descriptors: readonly Descriptor[] | null): Observation {
  const { cluster, nodes, silent } = reading;
  const pinned = wanted.target.uuid;
  if (typeof pinned === 'string' && pinned.toLowerCase() !== cluster.uuid) {
    throw new ProviderError(`The endpoint leads to cluster ${cluster.uuid}, not ${pinned}.`, { code: 'AF308', trouble: 'refused', fix: 'Correct target.uuid or the endpoint.' });
  }
  const documents = nodes.map(({ settings }) => documentOf(settings, cluster.version));
  const first: Observation = {
    address: wanted.address,
    identity: `couchbase/${cluster.uuid}`,
    presence: 'present',
    document: documents[0]!,
    hidden: documents[0]!.logPath === undefined ? ['/logPath'] : [],
    facts: documents.every(({ auditdEnabled }) => auditdEnabled === true) ? ['audit.enabled'] : [],
    limits: asLimits({ uuid: cluster.uuid, version: cluster.version, descriptors }),
    settled: true,
    token: null,
    notes: silentNotes(wanted, silent),
  };
  const apart = nodes.filter((_, index) => !equal(documents[index], documents[0]!)).map(({ node }) => node);
  if (apart.length === 0) return first;
  const wish = normalise(wanted, first).document;
  return { ...first, document: leastWanted(documents, wish), settled: false, notes: [...first.notes, apartNote(wanted, nodes[0]!.node, apart)] };
}

function documentOf(settings: Settings, version: readonly number[]): JsonObject {
  const { auditdEnabled, disabled, disabledUsers, logPath, pruneAge, rotateInterval, rotateSize } = settings;
  // From 7.2.4 a cluster that was upgraded shows no pruneAge until it is first written, and keeps everything.
  const age = pruneAge ?? (version.length > 0 && atLeast(version, 7, 2, 4) ? 0 : null);
  return {
    auditdEnabled,
    disabled: [...disabled],
    disabledUsers: [...disabledUsers],
    ...(logPath === null ? {} : { logPath }),
    ...(age === null ? {} : { pruneAge: age }),
    rotateInterval,
    rotateSize,
  };
}

/** Member by member the value of a node that is not as wished, where there is one. */
function leastWanted(documents: readonly JsonObject[], wish: JsonObject): JsonObject {
  const names = new Set(documents.flatMap((document) => Object.keys(document)));
  const entries = [...names].sort().flatMap((name): [string, Json][] => {
    const values = documents.flatMap((document) => (document[name] === undefined ? [] : [document[name]]));
    const other = values.find((value) => wish[name] !== undefined && !equal(value, wish[name]));
    return [[name, other ?? values[0]!]];
  });
  return Object.fromEntries(entries);
}

function apartNote({ address }: Desired, first: string, apart: readonly string[]): Problem {
  return { code: 'AF407', severity: 'warning', message: `The nodes of ${address} do not agree: ${apart.join(', ')} differ from ${first}.`, at: { address }, fix: 'Wait a moment and look again; if it stays, check the nodes.' };
}

function silentNotes({ address }: Desired, silent: readonly string[]): Problem[] {
  if (silent.length === 0) return [];
  return [{ code: 'AF406', severity: 'warning', message: `Nodes of ${address} could not be asked: ${silent.join(', ')}.`, at: { address }, fix: 'Make their management addresses reachable from here to have them checked too.' }];
}
