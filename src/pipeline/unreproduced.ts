import type { Change } from '../model/change.ts';
import { canonical, equal, type Json } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type { Edge } from '../model/plan.ts';
import { isWithin, type JsonPointer, tokens } from '../model/pointer.ts';
import type { Posture } from '../model/posture.ts';
import type { Normalised, Provider } from '../providers/provider.ts';
import type { SchemaNode } from '../schema/annotations.ts';
import { diff, specNode } from './diff.ts';
import { order } from './order.ts';
import { desiredPosture } from './plan-target.ts';
import type { Memory } from './record-change.ts';

export interface Reproduction {
  /** What the plan says of this target. */
  readonly changes: readonly Change[];
  readonly operations: readonly Operation[];
  readonly waves: readonly (readonly Operation[])[];
  readonly edges: readonly Edge[];
  /** What guardrails have judged. */
  readonly posture: Posture | null;
  readonly target: Target;
  readonly live: Observation;
  readonly provider: Provider;
  /** Of this machine's journal. */
  readonly memory: Memory;
  readonly shared: Readonly<Record<JsonPointer, Json>>;
}

/**
 * A saved plan is text that anybody may have edited, its id included. So it is not believed: what it says of a target must
 * follow again from the wish in it and the live settings. Null when it does, else what does not.
 */
export function unreproduced(input: Reproduction): 'changes' | 'posture' | 'operations' | 'order' | null {
  const { changes, operations, target, live, provider, shared } = input;
  const normalised = provider.normalise(target, live);
  if (!sameChanges(input, normalised)) return 'changes';
  if (!same(desiredPosture(provider, live, normalised.document, target), input.posture)) return 'posture';
  const delta = { ...target, document: normalised.document, live, changes, shared };
  const again = [...provider.operations(delta)].sort((left, right) => (left.id < right.id ? -1 : 1));
  if (!same(again, operations)) return 'operations';
  const ordered = order(again, live.facts);
  const waves = input.waves.map((wave) => wave.map(({ id }) => id));
  return same(ordered.waves, waves) && same(ordered.edges, input.edges) ? null : 'order';
}

/** Members that the vendor does not show depend on a journal too, which may be another one than where the plan was made. */
function sameChanges({ changes, target, live, memory }: Reproduction, normalised: Normalised): boolean {
  const node = specNode(target.kind);
  const hangsOnJournal = ({ path }: Change) => isUnseen(path, node, live.hidden);
  const shown = (list: readonly Change[]) => list.filter((change) => !hangsOnJournal(change)).map(essence);
  const again = diff(target, live, normalised, memory).changes;
  if (!same(shown(again), shown(changes))) return false;
  const anew = new Map(diff(target, live, normalised, {}).changes.map((change) => [change.id, change]));
  const here = new Map(again.map((change) => [change.id, change]));
  return changes.filter(hangsOnJournal).every((change) => {
    const known = Object.hasOwn(memory, change.path) ? here.get(change.id) : undefined;
    if (known !== undefined) return same(essence(known), essence(change));
    const possible = anew.get(change.id) ?? here.get(change.id);
    return possible !== undefined && equal(possible.after as Json, change.after as Json);
  });
}

function isUnseen(path: JsonPointer, root: SchemaNode, hidden: readonly JsonPointer[]): boolean {
  if (hidden.some((pointer) => isWithin(path, pointer))) return true;
  let node: SchemaNode | null = root;
  for (const token of tokens(path)) {
    node = node?.child(token) ?? null;
    if (node?.annotation.hidden || node?.annotation.version) return true;
  }
  return false;
}

/** What a change is, wherever it was written. */
function essence({ id, address, path, before, after, direction, historyLoss, patch }: Change): Json {
  return { id, address, path, before, after, direction, historyLoss, patch } as unknown as Json;
}

function same(left: unknown, right: unknown): boolean {
  return canonical(left as Json) === canonical(right as Json);
}
