import type { Change, PatchOperation, Shown } from '../model/change.ts';
import { equal, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import { isWithin, type JsonPointer, pointer } from '../model/pointer.ts';
import type { Normalised } from '../providers/provider.ts';
import { type SchemaNode, schemaNode } from '../schema/annotations.ts';
import { type Kind, kinds } from '../schema/kinds.ts';
import { directionOf, isReversed, losesHistory, memberDirection } from './direction.ts';
import { keyed, keyOf } from './keyed.ts';
import { type DiffContext, type Memory, recordChange } from './record-change.ts';

export interface Difference {
  readonly changes: readonly Change[];
  /** Pointers into the manifest whose live value is not shown by the vendor. */
  readonly unverifiable: readonly JsonPointer[];
}

/** Compares the wish with the live document, member by member, by the schema's annotations. Pure; never fails. */
export function diff(target: Target, live: Observation, normalised: Normalised, memory: Memory): Difference {
  const context: DiffContext = { target, live, normalised, memory, changes: [], unverifiable: [], idle: false };
  const spec = specNode(target.kind);
  if (live.presence !== target.ensure) presenceChange(context);
  if (target.ensure === 'present') compareObject(context, '', normalised.document, live.document ?? {}, spec);
  const changes = context.changes.sort((left, right) => (left.id < right.id ? -1 : 1));
  return { changes, unverifiable: [...new Set(context.unverifiable)].sort() };
}

export function specNode(kind: string): SchemaNode {
  return schemaNode(kinds[kind as Kind].schema).child('spec')!;
}

function presenceChange(context: DiffContext): void {
  const { ensure } = context.target;
  recordChange(context, {
    path: '/ensure',
    before: context.live.presence,
    after: ensure,
    direction: ensure === 'present' ? 'strengthens' : 'weakens',
    historyLoss: false,
    patch: [{ op: 'add', path: '/ensure', value: ensure }],
  });
}

function compareObject(
  context: DiffContext,
  path: JsonPointer,
  wanted: JsonObject,
  live: JsonObject,
  node: SchemaNode | null,
): void {
  const siblings = { ...live, ...wanted };
  for (const [name, value] of Object.entries(wanted)) {
    const child = node?.child(name) ?? null;
    if (child?.annotation.identity) continue;
    const here = inEffect(child, live) ? context : { ...context, idle: true };
    compare(here, path + pointer(name), value, Object.hasOwn(live, name) ? live[name] : undefined, child, siblings);
  }
}

/** Whether the live siblings are as `x-audit.while` wants them. */
function inEffect(node: SchemaNode | null, live: JsonObject): boolean {
  const wanted = node?.annotation.while;
  return wanted === undefined || Object.entries(wanted).every(([sibling, value]) => live[sibling] === value);
}

function compare(
  context: DiffContext,
  path: JsonPointer,
  wanted: Json,
  live: Json | undefined,
  node: SchemaNode | null,
  siblings: JsonObject,
): void {
  const annotation = node?.annotation ?? {};
  if (annotation.secret) return compareSecret(context, path);
  const hidden = annotation.hidden === true || context.live.hidden.some((pointer) => isWithin(path, pointer));
  if (hidden && !isObject(wanted) && context.live.presence === 'present')
    return compareHidden(context, path, wanted, node);
  if (annotation.set && Array.isArray(wanted) && Array.isArray(live))
    return compareSet(context, path, wanted, live, node!, siblings);
  if (annotation.key !== undefined && Array.isArray(wanted))
    return compareKeyed(context, path, wanted, (live ?? []) as readonly Json[], node!);
  if (isObject(wanted) && isObject(live)) return compareObject(context, path, wanted, live, node);
  if (isObject(wanted) && hidden) return compareUnseen(context, path, wanted, node);
  if (equal(wanted, live) || (wanted === null && live === undefined)) return;
  const change = {
    direction: directionOf(node, live, wanted, siblings),
    historyLoss: losesHistory(node, live, wanted),
  };
  recordChange(context, {
    path,
    before: shown(live, node),
    after: shown(wanted, node),
    ...change,
    patch: patchTo(path, wanted, live, node),
  });
}

/** Members of an object that the vendor does not show at all: the first patch has to put the object there. */
function compareUnseen(context: DiffContext, path: JsonPointer, wanted: JsonObject, node: SchemaNode | null): void {
  const found: DiffContext = { ...context, changes: [] };
  compareObject(found, path, wanted, {}, node);
  const [first, ...others] = found.changes.sort((left, right) => (left.id < right.id ? -1 : 1));
  if (first === undefined) return;
  context.changes.push({ ...first, patch: [{ op: 'add', path, value: {} }, ...first.patch] }, ...others);
}

/** A secret is never compared. When the object does not exist yet it is part of what will be created. */
function compareSecret(context: DiffContext, path: JsonPointer): void {
  if (context.live.presence === 'present') {
    context.unverifiable.push(`/spec${path}`);
    return;
  }
  const after = { secret: true } as const;
  recordChange(context, {
    path,
    before: null,
    after,
    direction: 'neutral',
    historyLoss: false,
    patch: [{ op: 'add', path, value: after }],
  });
}

/** The vendor does not show it: what was last written decides whether to write again, and it is never called equal. */
function compareHidden(context: DiffContext, path: JsonPointer, wanted: Json, node: SchemaNode | null): void {
  const known = Object.hasOwn(context.memory, path) ? context.memory[path] : undefined;
  if (node?.annotation.version) {
    // Version 1 is what goes with the first password; without a record only a higher one asks for another push.
    if (Number(wanted) <= (known === undefined ? 1 : Number(known))) return;
  } else {
    context.unverifiable.push(`/spec${path}`);
    if (known !== undefined && equal(known, wanted)) return;
  }
  const unsure = known === undefined && node?.annotation.stronger !== undefined;
  recordChange(context, {
    path,
    before: node?.annotation.version && known !== undefined ? known : { hidden: true },
    after: shown(wanted, node),
    direction: unsure ? 'unknown' : directionOf(node, known, wanted),
    historyLoss: losesHistory(node, known, wanted),
    patch: [{ op: 'add', path, value: wanted }],
  });
}

function compareSet(
  context: DiffContext,
  path: JsonPointer,
  wanted: readonly Json[],
  live: readonly Json[],
  node: SchemaNode,
  siblings: JsonObject,
): void {
  const reversed = isReversed(node.annotation, siblings);
  const [want, have] = [new Set(wanted.map(String)), new Set(live.map(String))];
  for (const item of wanted) {
    if (have.has(String(item))) continue;
    const here = path + pointer(String(item));
    const direction = memberDirection(node.annotation, true, reversed);
    recordChange(context, {
      path: here,
      before: null,
      after: item,
      direction,
      historyLoss: false,
      patch: [{ op: 'add', path: here, value: true }],
    });
  }
  for (const item of live) {
    if (want.has(String(item))) continue;
    const here = path + pointer(String(item));
    const direction = memberDirection(node.annotation, false, reversed);
    const patch: PatchOperation[] = [
      { op: 'test', path: here, value: true },
      { op: 'remove', path: here },
    ];
    recordChange(context, { path: here, before: item, after: null, direction, historyLoss: false, patch });
  }
}

function compareKeyed(
  context: DiffContext,
  path: JsonPointer,
  wanted: readonly Json[],
  live: readonly Json[],
  node: SchemaNode,
): void {
  const key = node.annotation.key!;
  for (const item of wanted) {
    const name = keyOf(item, key);
    const found = live.find((candidate) => keyOf(candidate, key) === name);
    compare(context, path + pointer(name), item, found, node.child('0'), {});
  }
}

function patchTo(path: JsonPointer, wanted: Json, live: Json | undefined, node: SchemaNode | null): PatchOperation[] {
  if (live === undefined) return [{ op: 'add', path, value: keyed(wanted, node) }];
  return [
    { op: 'test', path, value: keyed(live, node) },
    { op: 'replace', path, value: keyed(wanted, node) },
  ];
}

function shown(value: Json | undefined, node: SchemaNode | null): Shown {
  if (value === undefined) return null;
  if (node?.annotation.secret) return { secret: true };
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, shown(item, node?.child(name) ?? null) as Json]),
  );
}
