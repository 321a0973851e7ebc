import type { ValidateFunction } from 'ajv';
import type { Target } from '../model/manifest.ts';
import type { Json } from '../model/json.ts';
import type { Posture } from '../model/posture.ts';
import type { Problem } from '../model/problem.ts';
import type { Guardrail } from '../schema/generated/guardrail.ts';
import { selects } from './selector.ts';
import type { Sourced } from './validate.ts';

/** A guardrail with its schemas compiled, ready to judge. */
export interface Rule {
  readonly guardrail: Sourced<Guardrail>;
  readonly judge: (target: Target, posture: Posture) => readonly string[];
}

export interface Rules {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
}

/** Compiles the guardrails' own JSON Schemas. Loads ajv only when there are any. */
export async function compileGuardrails(guardrails: readonly Sourced<Guardrail>[]): Promise<Rules> {
  if (guardrails.length === 0) return { rules: [], problems: [] };
  // The bundle offers only the default export of a CommonJS module.
  const { Ajv2020 } = (await import('ajv/dist/2020.js')).default;
  const rules: Rule[] = [];
  const problems: Problem[] = [];
  for (const guardrail of guardrails) {
    const { schema, posture } = guardrail.manifest.spec;
    const compile = (member: 'schema' | 'posture', source: unknown): ValidateFunction | null => {
      if (source === undefined) return null;
      try {
        // One instance each: a guardrail can neither see nor replace another's $id.
        return new Ajv2020({ strict: false, allErrors: true, logger: false }).compile(source as object);
      } catch (error) {
        const message = `Guardrail ${guardrail.manifest.metadata.name}: ${member} is not a JSON Schema: ${(error as Error).message.slice(0, 200)}.`;
        problems.push({
          code: 'AF215',
          severity: 'error',
          message,
          at: { ...guardrail.source.locate(`/spec/${member}`), path: `/spec/${member}` },
          fix: null,
        });
        return null;
      }
    };
    const [manifestRule, postureRule] = [compile('schema', schema), compile('posture', posture)];
    rules.push({
      guardrail,
      judge: (target, live) => [
        ...failures(manifestRule, resolvedManifest(target)),
        ...failures(postureRule, live as Json),
      ],
    });
  }
  return { rules, problems };
}

/** Judges one target by every guardrail that selects it. */
export function guardrailProblems(rules: readonly Rule[], target: Target, posture: Posture): Problem[] {
  const problems: Problem[] = [];
  for (const { guardrail, judge } of rules) {
    const { spec, metadata } = guardrail.manifest;
    if (spec.kinds !== undefined && !spec.kinds.includes(target.kind as (typeof spec.kinds)[number])) continue;
    if (!selects(spec.selector, target.labels)) continue;
    const failed = judge(target, posture);
    if (failed.length === 0) continue;
    const controls = spec.controls?.length ? ` [${spec.controls.join(', ')}]` : '';
    problems.push({
      code: 'AF214',
      severity: spec.severity ?? 'error',
      message: `${target.address} breaks guardrail ${metadata.name}: ${spec.message}${controls} (${failed.slice(0, 3).join('; ')})`,
      at: { ...target.origin, address: target.address },
      fix: `Change the manifest; the rule stands at ${guardrail.source.file}:${guardrail.source.locate('/spec').line}.`,
    });
  }
  return problems;
}

function failures(validate: ValidateFunction | null, value: Json): string[] {
  if (validate === null || validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? 'is not permitted'}`);
}

function resolvedManifest(target: Target): Json {
  const { kind, name, labels, connection, spec, ensure } = target;
  return {
    apiVersion: 'auditform/v1',
    kind,
    metadata: { name, labels },
    connection: connection.name,
    target: target.target,
    spec,
    ensure,
  };
}
