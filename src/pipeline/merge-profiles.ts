import type { SourceDocument } from '../manifest/source-document.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { JsonPointer } from '../model/pointer.ts';
import type { SourceSpan } from '../model/problem.ts';
import type { Profile } from '../schema/generated/profile.ts';
import { selects } from './selector.ts';
import type { Sourced, TargetManifest } from './validate.ts';

export interface Merged {
  readonly spec: JsonObject;
  /** The profiles that took part, weakest first. */
  readonly profiles: readonly Sourced<Profile>[];
  readonly locate: (path: JsonPointer) => SourceSpan;
}

/**
 * Profiles lie under the manifest's own spec, by priority, then name: objects are merged member by member, anything
 * else (lists too) is taken whole from the strongest that has it.
 */
export function mergeProfiles(
  { manifest, source }: Sourced<TargetManifest>,
  profiles: readonly Sourced<Profile>[],
): Merged {
  const chosen = profiles
    .filter(
      ({ manifest: { spec } }) => spec.kind === manifest.kind && selects(spec.selector, manifest.metadata.labels ?? {}),
    )
    .sort(
      (left, right) =>
        (left.manifest.spec.priority ?? 0) - (right.manifest.spec.priority ?? 0) ||
        (left.manifest.metadata.name < right.manifest.metadata.name ? -1 : 1),
    );
  const layers = chosen.map((profile) => profile.manifest.spec.spec as JsonObject);
  const spec = [...layers, manifest.spec ?? {}].reduce<JsonObject>(
    (under, over) => merge(under, over) as JsonObject,
    {},
  );
  return { spec, profiles: chosen, locate: locator(source, chosen) };
}

function merge(under: Json | undefined, over: Json): Json {
  if (!isObject(under) || !isObject(over)) return over;
  const merged: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over))
    merged[key] = merge(Object.hasOwn(under, key) ? under[key] : undefined, value);
  return merged;
}

/** A member stands where the strongest document that has it wrote it; one that nobody wrote, where its parent stands. */
function locator(source: SourceDocument, profiles: readonly Sourced<Profile>[]): (path: JsonPointer) => SourceSpan {
  return (path) => {
    for (let here = path; here.startsWith('/spec/'); here = here.slice(0, here.lastIndexOf('/'))) {
      if (source.has(here)) return source.locate(here);
      const profile = profiles.findLast((candidate) => candidate.source.has(`/spec${here}`));
      if (profile !== undefined) return profile.source.locate(`/spec${here}`);
    }
    return source.locate(path);
  };
}
