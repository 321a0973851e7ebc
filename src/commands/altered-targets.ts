import { equal, isObject, type Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import { compilePacks } from '../packs/compile-packs.ts';
import { contradiction } from '../pipeline/contradiction.ts';
import { compileGuardrails, guardrailProblems } from '../pipeline/guardrails.ts';
import { load } from '../pipeline/load.ts';
import { resolve } from '../pipeline/resolve.ts';
import { validate } from '../pipeline/validate.ts';
import { providerOf } from '../providers/index.ts';
import { runSettings } from './run-settings.ts';

/** What shows without manifests and vendors that a plan was altered. */
export function alteredPlan(plan: Plan, file: string): Problem[] {
  const wrong = contradiction(plan);
  if (wrong === null) return [];
  const message = `${file} was altered: it ${wrong}.`;
  const at = { file, line: 1, column: 1 };
  return [{ code: 'AF506', severity: 'error', message, at, fix: 'Make the plan again, and review that.' }];
}

/**
 * Targets that a plan wishes something else for than its manifests do, which lie here unchanged, and guardrails among them
 * that it does not tell of: then the plan was altered. Its own id proves nothing, since whoever edits the file can work it
 * out anew. Empty where a manifest is gone. `config`: the trusted Project.
 */
export async function alteredTargets(plan: Plan, config: string | null, now: number): Promise<Problem[]> {
  const loaded = load(plan.basis.manifests.map(({ file }) => file));
  const digests = new Map(loaded.files.map(({ file, digest }) => [file, digest]));
  if (plan.basis.manifests.some(({ file, digest }) => digests.get(file) !== digest)) return [];
  const today = new Date(now).toISOString().slice(0, 10);
  const validated = validate(loaded.documents);
  const { targets } = resolve(validated, providerOf, today);
  const rules = [
    ...(await compileGuardrails(validated.guardrails)).rules,
    ...(await compilePacks((await runSettings(validated.projects, { config, packs: [] })).packs)),
  ];
  const written = new Map(targets.map((target) => [target.address, target]));
  const waivers = new Map<string, Json[]>();
  for (const { address, waiver } of plan.changes)
    if (waiver !== null) waivers.set(address, [...(waivers.get(address) ?? []), waiver as unknown as Json]);
  return plan.targets.flatMap(({ address, origin, desired, posture }) => {
    const manifest = written.get(address);
    const altered = (message: string): Problem => ({
      code: 'AF506',
      severity: 'error',
      message: `${address} ${message}.`,
      at: { ...origin, address },
      fix: 'Plan again, and have that reviewed.',
    });
    if (manifest !== undefined) {
      const { target, spec, ensure, connection } = manifest;
      const wish = { target, spec, ensure, connection } as unknown as Json;
      const said = { ...desired, connection: plan.connections[desired.connection] } as unknown as Json;
      const consents = (waivers.get(address) ?? []).every((used) =>
        manifest.waivers.some((own) => equal(own as unknown as Json, used)),
      );
      const broken = posture.desired === null ? [] : guardrailProblems(rules, manifest, posture.desired);
      // A plan that tells of one is refused before it comes here.
      if (hasErrors(broken))
        return [
          ...broken,
          altered('breaks a guardrail that the plan does not tell of: it was altered, or a waiver has ended'),
        ];
      if (consents && equal(withoutRoots(wish), withoutRoots(said))) return [];
    }
    return [altered('is not what its manifest says: the plan was altered')];
  });
}

/** Which folder was named when the plan was made is not known here, only the files in it. */
function withoutRoots(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutRoots(item));
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([name]) => name !== 'root' || value.fromFile === undefined);
  return Object.fromEntries(members.map(([name, item]) => [name, withoutRoots(item)]));
}
