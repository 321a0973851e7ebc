import { equal, type Json, type JsonObject } from '../../model/json.ts';
import type { Discovery } from '../provider.ts';
import type { ClusterReading } from './cluster-reader.ts';
import { documentOf } from './observe.ts';
import { isBefore } from './release.ts';

/** The one cluster, with every member that all nodes agree on and that a manifest can say. */
export function discovered({ cluster, clusterName, nodes }: ClusterReading): Discovery {
  const documents = nodes.map(({ settings }) => documentOf(settings));
  const agreed = Object.entries(documents[0]!).filter(([name, value]) =>
    documents.every((other) => equal(other[name], value)),
  );
  const told = agreed.filter(([name, value]) => canBeSaid(name, value));
  const prunes = !isBefore(cluster.release, 7, 2, 4);
  const spec: JsonObject = Object.fromEntries(told.filter(([name]) => name !== 'pruneAge' || prunes));
  return { name: nameOf(clusterName, cluster.uuid), target: { uuid: cluster.uuid }, spec };
}

/** External names may hold what the list form cannot express, and values of older releases may be out of today's range. */
function canBeSaid(name: string, value: Json): boolean {
  if (name === 'disabledUsers') {
    return (value as readonly string[]).every(
      (user) =>
        user.length <= 256 && /^([^/,\s]+\/local|[^/,\s]([^/,\u0000-\u001f]*[^/,\s])?\/(external|unknown))$/.test(user),
    );
  }
  if (name === 'rotateInterval') return Number(value) >= 900 && Number(value) <= 604_800 && Number(value) % 60 === 0;
  if (name === 'rotateSize') return Number(value) <= 524_288_000;
  return name !== 'pruneAge' || Number(value) <= 35_791_394;
}

function nameOf(clusterName: string, uuid: string): string {
  const plain = clusterName
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .slice(0, 200)
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return plain === '' ? `couchbase-${uuid.slice(0, 8).toLowerCase()}` : plain;
}
