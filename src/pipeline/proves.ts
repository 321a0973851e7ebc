import jsonPatch, { type Operation } from 'fast-json-patch';
import type { PatchOperation } from '../model/change.ts';
import { emptyRecord, equal, isObject, type Json } from '../model/json.ts';
import { isWithin, type JsonPointer, pointer, tokens } from '../model/pointer.ts';
import type { Observation } from '../model/observation.ts';
import type { Target } from '../model/manifest.ts';
import type { Normalised } from '../providers/provider.ts';
import type { SchemaNode } from '../schema/annotations.ts';
import { type Difference, specNode } from './diff.ts';
import { keyed } from './keyed.ts';
import { overlay } from './overlay.ts';

/**
 * A second opinion on a diff, since a change that it misses would be a wrong "in sync": the patches of the changes,
 * applied by a library to the live document, must give the wish laid over it. What the vendor does not show is left out.
 */
export function proves({ changes }: Difference, target: Target, live: Observation, normalised: Normalised): boolean {
  if (target.ensure === 'absent') return live.presence === 'absent' || changes.length > 0;
  const node = specNode(target.kind);
  const before = live.document ?? {};
  const visible = (value: Json) => shownOnly(value, node, '', live.hidden) ?? {};
  const want = visible(keyed(overlay(before, normalised.document, node), node));
  // A `test` compares whole values, hidden members included.
  const patches = changes
    .flatMap(({ patch }) => patch)
    .filter(({ op, path }) => op !== 'test' && !isHidden(path, node, live.hidden));
  // `keyed` has made it anew, so it may be changed.
  const after = patched(keyed(before, node), patches);
  return after !== null && equal(visible(after), want);
}

/** Null where a patch does not fit the document. */
function patched(document: Json, patches: readonly PatchOperation[]): Json | null {
  if (patches.length === 0) return document;
  try {
    return jsonPatch.applyPatch(document, patches as Operation[], true).newDocument as Json;
  } catch (error) {
    if (error instanceof jsonPatch.JsonPatchError) return null;
    throw error;
  }
}

/** Without hidden members, secrets and nulls: null says that nothing is there, as a missing member does. */
function shownOnly(
  value: Json,
  node: SchemaNode | null,
  path: JsonPointer,
  hidden: readonly JsonPointer[],
): Json | undefined {
  if (value === null || node?.annotation.secret || node?.annotation.hidden || hidden.includes(path)) return undefined;
  if (!isObject(value)) return value;
  const members = emptyRecord<Json>();
  for (const [name, item] of Object.entries(value)) {
    // Every target of every run passes here: the pointer is worked out only where something may be hidden by one.
    const at = hidden.length === 0 ? path : path + pointer(name);
    const shown = shownOnly(item, node?.child(name) ?? null, at, hidden);
    if (shown !== undefined) members[name] = shown;
  }
  return members;
}

function isHidden(path: JsonPointer, root: SchemaNode, hidden: readonly JsonPointer[]): boolean {
  if (path === '/ensure' || hidden.some((pointer) => isWithin(path, pointer))) return true;
  let node: SchemaNode | null = root;
  for (const token of tokens(path)) {
    node = node?.child(token) ?? null;
    if (node?.annotation.secret || node?.annotation.hidden) return true;
  }
  return false;
}
