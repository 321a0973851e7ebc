import type { Change, Direction, PatchOperation, Shown, Waiver } from '../model/change.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import { isWithin, type JsonPointer, pointer, tokens } from '../model/pointer.ts';
import type { Normalised } from '../providers/provider.ts';
import { schemaNode } from '../schema/annotations.ts';
import { type Kind, kinds } from '../schema/kinds.ts';

/** What was last written though it cannot be read back, by pointer into the spec. */
export type Memory = Readonly<Record<JsonPointer, Json>>;

/** One comparison: its inputs, and what it has found so far. */
export interface DiffContext {
  readonly target: Target;
  readonly live: Observation;
  readonly normalised: Normalised;
  readonly memory: Memory;
  readonly changes: Change[];
  readonly unverifiable: JsonPointer[];
  /** What is compared has no effect as things are (`x-audit.while`): changing it neither strengthens nor weakens. */
  readonly idle: boolean;
}

/** A difference, before it is tied to its place in the manifest. */
export interface Found {
  readonly path: JsonPointer;
  readonly before: Shown;
  readonly after: Shown;
  readonly direction: Direction;
  readonly historyLoss: boolean;
  readonly patch: readonly PatchOperation[];
}

/** Adds a change with its name, manifest line and waiver. */
export function recordChange(context: DiffContext, found: Found): void {
  const { target, normalised, idle } = context;
  const source = manifestPath(context, found.path);
  const label = labelOf(normalised.labels ?? {}, found.path);
  const keyed = isInKeyedList(target.kind, found.path);
  context.changes.push({
    id: `${target.address}#${found.path}`,
    address: target.address,
    ...(label === undefined ? {} : { label }),
    ...(keyed || source === found.path ? { manifestPath: source } : {}),
    ...found,
    ...(idle && !found.historyLoss ? { direction: 'neutral' } : {}),
    origin: target.locate(source),
    // Where items are known by a key, a number in a path could be either: there the manifest's own pointer decides.
    waiver: waiverFor(target.waivers, keyed ? [source] : [`/spec${found.path}`, source]),
  });
}

function isInKeyedList(kind: string, path: JsonPointer): boolean {
  let node = schemaNode(kinds[kind as Kind].schema).child('spec');
  for (const step of tokens(path)) {
    if (node?.annotation.key !== undefined) return true;
    node = node?.child(step) ?? null;
  }
  return false;
}

/** Of the member itself or of the item that it belongs to. */
function labelOf(labels: Readonly<Record<JsonPointer, string>>, path: JsonPointer): string | undefined {
  for (let here = path; here !== ''; here = here.slice(0, here.lastIndexOf('/')))
    if (Object.hasOwn(labels, here)) return labels[here];
  return undefined;
}

function waiverFor(waivers: readonly Waiver[], paths: readonly JsonPointer[]): Waiver | null {
  const consents = (waiver: Waiver) => waiver.check === undefined && paths.some((path) => isWithin(path, waiver.path));
  return waivers.find(consents) ?? null;
}

/** Where in the manifest a member of the normal form was written. */
function manifestPath({ normalised, target }: DiffContext, path: JsonPointer): JsonPointer {
  if (path === '/ensure') return path;
  const origins = Object.keys(normalised.origins).filter((origin) => isWithin(path, origin));
  const nearest = origins.sort((left, right) => right.length - left.length)[0];
  if (nearest !== undefined) return normalised.origins[nearest]! + path.slice(nearest.length);
  const steps = tokens(path);
  const list = steps
    .slice(0, -1)
    .reduce<Json | undefined>((here, step) => (isObject(here) ? here[step] : undefined), target.spec);
  const index = Array.isArray(list) ? (list as readonly Json[]).findIndex((item) => String(item) === steps.at(-1)) : -1;
  return index < 0 ? `/spec${path}` : `/spec${pointer(...steps.slice(0, -1), index)}`;
}
