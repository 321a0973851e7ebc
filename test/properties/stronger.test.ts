import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { directionOf, memberDirection } from '../../src/pipeline/direction.ts';
import { specNode } from '../../src/pipeline/diff.ts';
import type { SchemaNode } from '../../src/schema/annotations.ts';
import { kinds } from '../../src/schema/kinds.ts';

interface Place {
  readonly path: string;
  readonly node: SchemaNode;
}

function places(path: string, node: SchemaNode): Place[] {
  const members = node.schema.properties as JsonObject | undefined;
  const below =
    members !== undefined
      ? Object.keys(members).flatMap((name) => places(`${path}/${name}`, node.child(name)!))
      : node.annotation.key !== undefined
        ? places(`${path}/*`, node.child('0')!)
        : [];
  return [...(node.annotation.stronger === undefined ? [] : [{ path, node }]), ...below];
}

const annotated = Object.keys(kinds).flatMap((kind) => places(kind, specNode(kind)));

/** From weak to strong, as the words of the annotation say. Written without looking at how directions are derived. */
function ladder({ annotation, schema }: SchemaNode): Json[] {
  const { stronger, off, unlimited } = annotation;
  if (typeof stronger === 'boolean') return [!stronger, stronger];
  if (Array.isArray(stronger)) return [...(stronger as readonly string[])];
  const low = Number(schema.minimum);
  const plain = [low + 1, low + 2, Number(schema.maximum)].filter((value) => value !== off && value !== unlimited);
  const rising = stronger === 'higher' ? plain : plain.reverse();
  return [...(off === undefined ? [] : [off]), ...rising, ...(unlimited === undefined ? [] : [unlimited])];
}

const ranked = annotated.filter(
  ({ node: { annotation } }) =>
    typeof annotation.stronger === 'boolean' ||
    Array.isArray(annotation.stronger) ||
    /higher|lower/.test(String(annotation.stronger)),
);
const sets = annotated.filter(
  ({ node }) => node.annotation.stronger === 'more' || node.annotation.stronger === 'fewer',
);

describe('every annotation gives the direction that it declares', () => {
  test.each(ranked)('$path', ({ node }) => {
    const steps = ladder(node);
    expect(steps.length).toBeGreaterThan(1);
    for (const [index, weak] of steps.entries()) {
      expect(directionOf(node, weak, weak)).toBe('neutral');
      for (const strong of steps.slice(index + 1)) {
        expect([weak, strong, directionOf(node, weak, strong)]).toEqual([weak, strong, 'strengthens']);
        expect([strong, weak, directionOf(node, strong, weak)]).toEqual([strong, weak, 'weakens']);
      }
    }
  });

  test.each(sets)('$path', ({ node }) => {
    const more = node.annotation.stronger === 'more';
    expect(directionOf(node, ['a'], ['a', 'b'])).toBe(more ? 'strengthens' : 'weakens');
    expect(directionOf(node, ['a', 'b'], ['a'])).toBe(more ? 'weakens' : 'strengthens');
    expect(directionOf(node, ['a', 'b'], ['b', 'a'])).toBe('neutral');
    expect(directionOf(node, ['a'], ['b'])).toBe('weakens');
    for (const added of [true, false]) {
      expect(memberDirection(node.annotation, added, false)).toBe(added === more ? 'strengthens' : 'weakens');
      expect(memberDirection(node.annotation, added, true)).toBe(added === more ? 'weakens' : 'strengthens');
    }
  });

  test('nothing that is annotated is left out', () => {
    const others = annotated.filter((place) => !ranked.includes(place) && !sets.includes(place));
    expect([...new Set(others.map(({ node }) => node.annotation.stronger))].sort()).toEqual([
      'present',
      'unchanged',
      'unknown',
    ]);
    for (const { node } of others) {
      if (node.annotation.stronger === 'unknown') expect(directionOf(node, 'a', 'b')).toBe('unknown');
      if (node.annotation.stronger === 'unchanged') {
        expect(directionOf(node, 'a', 'b')).toBe('weakens');
        expect(directionOf(node, 'b', 'a')).toBe('weakens');
      }
      if (node.annotation.stronger === 'present') {
        expect(directionOf(node, undefined, { audit_address: 'a' })).toBe('strengthens');
        expect(directionOf(node, { audit_address: 'a' }, null)).toBe('weakens');
      }
    }
  });

  test('every setting says which way is stronger, or is known to have none', () => {
    const silent = (path: string, node: SchemaNode): string[] => {
      if (node.annotation.secret) return [];
      const members = node.schema.properties as JsonObject | undefined;
      if (members !== undefined)
        return Object.keys(members).flatMap((name) => silent(`${path}/${name}`, node.child(name)!));
      if (node.annotation.key !== undefined) return silent(path, node.child('0')!);
      return node.annotation.stronger === undefined && !node.annotation.identity ? [path] : [];
    };
    expect(Object.keys(kinds).flatMap((kind) => silent(kind, specNode(kind)))).toEqual([
      'DBAuditDatabase/name',
      'DBAuditDatabase/type',
      'DBAuditDatabase/username',
      'DBAuditDatabase/password_version',
      'DBAuditDatabase/ssl_ca',
      'DBAuditDatabase/tags',
      'CouchbaseCluster/rotateInterval',
      'CouchbaseCluster/rotateSize',
    ]);
  });
});
