import type { Change } from '../model/change.ts';
import { tokens } from '../model/pointer.ts';
import { nodeAt, type SchemaNode, schemaNode } from '../schema/annotations.ts';
import { type Kind, isTargetKind, kinds } from '../schema/kinds.ts';

/** Which setting of the schema a change is about. */
export interface Setting {
  readonly steps: readonly string[];
  /** Of the value; for a member of a set, of the set. */
  readonly node: SchemaNode | null;
  /** The change is about one member of a set. */
  readonly set: boolean;
  /** The item of a keyed list that the setting belongs to. */
  readonly item: { readonly list: SchemaNode; readonly name: string } | null;
}

export function settingOf({ path, address }: Pick<Change, 'path' | 'address'>): Setting {
  const steps = tokens(path);
  const kind = address.split('/')[0]!;
  const manifest = isTargetKind(kind) ? schemaNode(kinds[kind as Kind].schema) : null;
  const spec = manifest?.child('spec') ?? null;
  const find = (way: readonly string[]) => (spec === null ? null : nodeAt(spec, way));
  const parent = steps.length > 0 ? find(steps.slice(0, -1)) : null;
  const set = parent?.annotation.set === true;
  // `ensure` stands beside the spec.
  const own = find(steps) ?? (manifest === null ? null : nodeAt(manifest, steps));
  return { steps, set, node: set ? parent : own, item: itemOf(steps, find) };
}

function itemOf(steps: readonly string[], find: (way: readonly string[]) => SchemaNode | null): Setting['item'] {
  for (let length = 1; length < steps.length; length += 1) {
    const list = find(steps.slice(0, length));
    if (list?.annotation.key !== undefined) return { list, name: steps[length]! };
  }
  return null;
}
