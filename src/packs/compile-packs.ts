import type { Json, JsonObject } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import type { Posture } from '../model/posture.ts';
import { createSchemaCompiler, type Judge } from '../pipeline/compile-schema.ts';
import { type FailedSetting, settingInManifest, settingInPosture } from '../pipeline/failed-setting.ts';
import type { Rule } from '../pipeline/guardrails.ts';
import { resolvedManifest } from '../pipeline/resolved-manifest.ts';
import { selects } from '../pipeline/selector.ts';
import type { KindCheck, PackCheck } from '../schema/generated/pack-checks.ts';
import { type ChosenCheck, type ChosenPack, chosenChecks } from './chosen-check.ts';
import { checkProblems } from './check-problems.ts';
import { splitByWaiver } from './split-by-waiver.ts';

type PackRule = NonNullable<PackCheck['rules']>[number];
type CompileRule = (rule: PackRule) => Judge;

/** The checks of the chosen packs, ready to judge. Schemas are compiled when the first target needs them. */
export async function compilePacks(chosen: readonly ChosenPack[]): Promise<Rule[]> {
  if (chosen.length === 0) return [];
  const compile = await createSchemaCompiler('ours');
  const compiled = new Map<PackRule, Judge>();
  const compileOnce: CompileRule = (rule) => {
    const known = compiled.get(rule) ?? compile(rule.posture ?? rule.manifest ?? true);
    compiled.set(rule, known);
    return known;
  };
  return chosenChecks(chosen).map((check) => ({
    judge: (target, posture) => judgeTarget(check, target, posture, compileOnce),
  }));
}

function judgeTarget({ check, demands }: ChosenCheck, target: Target, posture: Posture, compile: CompileRule) {
  const ofKind = check.kinds[target.kind];
  const applying = demands.filter(({ selector }) => selects(selector, target.labels));
  if (ofKind === undefined || applying.length === 0) return [];
  const rules = ofKind.rules ?? check.rules ?? [];
  if (target.ensure === 'absent' && !rules.some(asksWhetherOn)) return [];
  const manifest = resolvedManifest(target);
  const judged = rules.map((rule) => () => failedSettings(rule, ofKind, target, manifest, posture, compile));
  return checkProblems({ check, ofKind, demands: applying }, target, splitByWaiver(check.id, target.waivers, judged));
}

/** Of something that is removed there is no more to say than that its recording ends. */
function asksWhetherOn({ posture }: PackRule): boolean {
  const required = (posture as { readonly required?: readonly string[] } | undefined)?.required;
  return required?.includes('enabled') === true;
}

function failedSettings(
  rule: PackRule,
  ofKind: KindCheck,
  target: Target,
  manifest: JsonObject,
  posture: Posture,
  compile: CompileRule,
): FailedSetting[] {
  if (rule.posture !== undefined)
    return compile(rule)(posture as Json).map((failure) => settingInPosture(target, posture, failure));
  return compile(rule)(manifest).map((failure) => settingInManifest(target, manifest, failure, ofKind.setting));
}
