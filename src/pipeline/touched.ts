import { canonical, type Json } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import type { Guardrail } from '../schema/generated/guardrail.ts';
import type { Project } from '../schema/generated/project.ts';
import { selects } from './selector.ts';

/** One state of the manifests, as far as it decides what is planned. */
export interface Judged {
  readonly targets: readonly Target[];
  readonly guardrails: readonly Guardrail[];
  /** They say what all targets are judged by and may reach. */
  readonly projects: readonly Project[];
}

export interface Touched {
  readonly addresses: ReadonlySet<string>;
  /** There before and not any more. */
  readonly gone: readonly string[];
}

/**
 * Which targets a change of manifests touches: those whose resolved manifest, connection or guardrails differ. So a
 * changed Connection, Profile, Guardrail or Project touches all that it reaches, and a moved file touches nothing.
 */
export function touched(before: Judged, after: Judged): Touched {
  const old = new Map(before.targets.map((target) => [target.address, meaning(target, before)]));
  const now = new Set(after.targets.map(({ address }) => address));
  const changed = after.targets.filter((target) => old.get(target.address) !== meaning(target, after));
  return {
    addresses: new Set(changed.map(({ address }) => address)),
    gone: [...old.keys()].filter((address) => !now.has(address)).sort(),
  };
}

function meaning(target: Target, { guardrails, projects }: Judged): string {
  const { kind, labels, connection, spec, ensure, waivers } = target;
  const rules = guardrails.filter(
    (rule) => (rule.spec.kinds?.includes(kind as never) ?? true) && selects(rule.spec.selector, labels),
  );
  return canonical({
    target: target.target,
    connection,
    spec,
    ensure,
    waivers,
    labels,
    rules,
    projects,
  } as unknown as Json);
}
