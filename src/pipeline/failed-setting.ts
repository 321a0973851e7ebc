import { isObject, type Json, member } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import { at, type JsonPointer, pointer, tokens } from '../model/pointer.ts';
import type { Posture } from '../model/posture.ts';
import type { ProblemPlace } from '../model/problem.ts';
import { schemaNode } from '../schema/annotations.ts';
import { type Kind, kinds } from '../schema/kinds.ts';
import type { Failure } from './explain-failure.ts';
import { shortly } from './shortly.ts';

/** The setting behind a failure. */
export interface FailedSetting {
  /** Pointer into the manifest; null where no single setting is behind it. */
  readonly path: JsonPointer | null;
  readonly at: ProblemPlace;
  /** Not in the manifest. */
  readonly missing: boolean;
  /** `Retention (/spec/Retention, line 6) is 30`. */
  readonly words: string;
}

/** For a rule over the resolved manifest. `instead` is where a setting belongs of which not even the parent is there. */
export function settingInManifest(
  target: Target,
  manifest: Json,
  { path: failed }: Failure,
  instead?: JsonPointer,
): FailedSetting {
  const missing = at(manifest, failed) === undefined;
  const path = missing && instead?.startsWith(`${failed}/`) ? instead : failed;
  return { path, at: placeOf(target, path), missing, words: stated(target, path, at(manifest, path)) };
}

/** For a rule over the posture: the vendor's setting that decides the member, and what the member is. */
export function settingInPosture(target: Target, posture: Posture, { path: failed }: Failure): FailedSetting {
  const name = tokens(failed)[0];
  const value = name === undefined ? undefined : member(posture as Json, name);
  const posed = value === undefined ? `${name ?? 'the posture'} cannot be told` : `${name} is ${shortly(value)}`;
  const path = target.ensure === 'absent' ? '/ensure' : name === undefined ? null : settingOf(target.kind, name);
  if (path === null)
    return { path: null, at: { ...target.origin, address: target.address }, missing: false, words: posed };
  const setting = path === '/ensure' ? target.ensure : at({ spec: target.spec }, path);
  const words = stated(target, path, setting);
  const told = setting !== undefined && value !== undefined && shortly(setting) === shortly(value);
  const missing = setting === undefined;
  return { path, at: placeOf(target, path), missing, words: told ? words : `${words}, and ${posed}` };
}

/** The setting whose schema says that it decides this member of the posture. */
function settingOf(kind: string, name: string): JsonPointer | null {
  const entry = kinds[kind as Kind];
  const visit = (node: ReturnType<typeof schemaNode> | null, path: JsonPointer): JsonPointer | null => {
    if (node === null) return null;
    if (node.annotation.posture?.includes(name)) return path;
    const { properties } = node.schema;
    for (const key of isObject(properties) ? Object.keys(properties) : []) {
      const found = visit(node.child(key), path + pointer(key));
      if (found !== null) return found;
    }
    return null;
  };
  return visit(schemaNode(entry.schema).child('spec'), '/spec');
}

function placeOf(target: Target, path: JsonPointer): ProblemPlace {
  return { ...target.locate(path), path, address: target.address };
}

function stated(target: Target, path: JsonPointer, value: Json | undefined): string {
  if (value === undefined) return `${spelled(path)} (${path}) is not in the manifest`;
  return `${spelled(path)} (${path}, line ${target.locate(path).line}) is ${shortly(value)}`;
}

/** As the vendor spells it: `audit_options.retention_days`, `bdbs[0].audit_settings`. */
function spelled(path: JsonPointer): string {
  const [first, ...rest] = tokens(path);
  const steps = first === 'spec' && rest.length > 0 ? rest : [first ?? 'manifest', ...rest];
  return steps.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('');
}
