import type { Json } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import { POSTURE_MEMBERS, type Posture } from '../model/posture.ts';
import type { Problem } from '../model/problem.ts';
import type { Guardrail } from '../schema/generated/guardrail.ts';
import { createSchemaCompiler, type Judge, type SchemaCompiler } from './compile-schema.ts';
import { type FailedSetting, settingInManifest, settingInPosture } from './failed-setting.ts';
import { resolvedManifest } from './resolved-manifest.ts';
import { type SchemaFault, schemaFaults } from './schema-faults.ts';
import { selects } from './selector.ts';
import type { Sourced } from './validate.ts';

/** Something that judges targets: a Guardrail document, or a check of a pack. */
export interface Rule {
  /** Nothing where it has no say about the target, or the target passes. */
  readonly judge: (target: Target, posture: Posture) => readonly Problem[];
}

export interface Rules {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
}

/** All that a rule can ask about. */
const MEMBERS: Readonly<Record<'schema' | 'posture', readonly string[]>> = {
  schema: ['apiVersion', 'kind', 'metadata', 'connection', 'target', 'spec', 'ensure', 'waivers'],
  posture: POSTURE_MEMBERS,
};

/** Compiles the guardrails' own JSON Schemas. */
export async function compileGuardrails(guardrails: readonly Sourced<Guardrail>[]): Promise<Rules> {
  if (guardrails.length === 0) return { rules: [], problems: [] };
  const compile = await createSchemaCompiler('foreign');
  const compiled = guardrails.map((guardrail) => compileGuardrail(guardrail, compile));
  return {
    rules: compiled.map(({ rule }) => rule),
    problems: compiled.flatMap(({ problems }) => problems),
  };
}

/** Judges one target by every rule. */
export function guardrailProblems(rules: readonly Rule[], target: Target, posture: Posture): Problem[] {
  return rules.flatMap(({ judge }) => judge(target, posture));
}

function compileGuardrail(guardrail: Sourced<Guardrail>, compile: SchemaCompiler): { rule: Rule; problems: Problem[] } {
  const { manifest } = guardrail;
  const problems: Problem[] = [];
  const attempt = (member: 'schema' | 'posture'): Judge => {
    const schema = manifest.spec[member];
    if (schema === undefined) return () => [];
    const faults = schemaFaults(schema as Json, MEMBERS[member]);
    problems.push(...faults.map((fault) => useless(guardrail, member, fault)));
    if (faults.length > 0) return () => [];
    try {
      return bounded(compile(schema));
    } catch (error) {
      const what = `is not a JSON Schema: ${(error as Error).message.slice(0, 200)}`;
      problems.push(
        useless(guardrail, member, {
          path: '',
          what,
          fix: 'Correct it where the message points; docs/packs.md says what a rule may hold.',
        }),
      );
      return () => [];
    }
  };
  const [ofManifest, ofPosture] = [attempt('schema'), attempt('posture')];
  const judge = (target: Target, posture: Posture): Problem[] => {
    const { spec } = manifest;
    if (spec.kinds !== undefined && !spec.kinds.includes(target.kind as (typeof spec.kinds)[number])) return [];
    if (!selects(spec.selector, target.labels)) return [];
    const resolved = resolvedManifest(target);
    const failed = [
      ...ofManifest(resolved).map((failure) => told(settingInManifest(target, resolved, failure), failure.passes)),
      ...ofPosture(posture as Json).map((failure) => told(settingInPosture(target, posture, failure), failure.passes)),
    ];
    return failed.length === 0 ? [] : [broken(guardrail, target, failed)];
  };
  return { rule: { judge }, problems };
}

/** What the faults looked for may still miss must not end the run: a rule that cannot judge is a rule that fails. */
function bounded(judge: Judge): Judge {
  return (value) => {
    try {
      return judge(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [{ path: '', passes: 'nothing, for the rule never ends' }];
    }
  };
}

function useless(
  { source, manifest }: Sourced<Guardrail>,
  member: 'schema' | 'posture',
  { path, what, fix }: SchemaFault,
): Problem {
  const place = `/spec/${member}${path}`;
  return {
    code: 'AF215',
    severity: 'error',
    message: `Guardrail ${manifest.metadata.name}: ${member} ${what}.`,
    at: { ...source.locate(place), path: place },
    fix,
  };
}

function told(setting: FailedSetting, passes: string): { setting: FailedSetting; words: string } {
  return { setting, words: `${setting.words}; would pass: ${passes}` };
}

function broken(
  { manifest: { metadata, spec }, source }: Sourced<Guardrail>,
  target: Target,
  failed: readonly { readonly setting: FailedSetting; readonly words: string }[],
): Problem {
  const controls = spec.controls?.length ? ` [${spec.controls.join(', ')}]` : '';
  const shown = failed.slice(0, 3).map(({ words }) => words);
  const more = failed.length > 3 ? ` and ${failed.length - 3} more` : '';
  return {
    code: 'AF214',
    severity: spec.severity ?? 'error',
    message: `${target.address} breaks guardrail ${metadata.name}: ${spec.message}${controls} (${shown.join('. ')}${more})`,
    at: failed[0]!.setting.at,
    fix: `Change the manifest; the rule stands at ${source.file}:${source.locate('/spec').line}.`,
  };
}
