import { isObject, type Json } from '../model/json.ts';
import { type JsonPointer, tokens } from '../model/pointer.ts';
import type { Problem, SourceSpan } from '../model/problem.ts';
import { nearest } from '../model/nearest.ts';
import { nodeAt, schemaNode } from '../schema/annotations.ts';
import { checkIds } from '../schema/generated/check-ids.ts';
import type { TargetManifest } from './validate.ts';

/**
 * A waiver dies on the day after `until`, and must name something that this manifest manages. One for a check of a pack
 * may also name a setting that is left out, for that can be why the check fails.
 */
export function checkWaivers(
  manifest: TargetManifest,
  spec: Json,
  schema: string,
  today: string,
  locate: (path: JsonPointer) => SourceSpan,
): Problem[] {
  const address = `${manifest.kind}/${manifest.metadata.name}`;
  const problems: Problem[] = [];
  for (const [index, waiver] of (manifest.waivers ?? []).entries()) {
    const report = (member: string, code: Problem['code'], message: string, fix: string) => {
      const path = `/waivers/${index}/${member}`;
      problems.push({ code, severity: 'error', message, at: { ...locate(path), path, address }, fix });
    };
    if (!isDay(waiver.until))
      report('until', 'AF202', `${waiver.until} is no day of the calendar.`, 'Write the last day as YYYY-MM-DD.');
    else if (waiver.until < today)
      report(
        'until',
        'AF210',
        `The waiver of ${waiver.owner} for ${waiver.path} ended on ${waiver.until}.`,
        'Strengthen the setting, or renew the consent with a later day.',
      );
    const known = waiver.check !== undefined && knows(schema, waiver.path);
    if (!known && !manages(manifest, spec, schema, waiver.path)) {
      report(
        'path',
        'AF211',
        `The waiver's path ${waiver.path.slice(0, 200)} names nothing that this manifest manages.`,
        'Point it at a setting in spec, such as /spec/Retention.',
      );
    }
    if (waiver.check !== undefined && !checkIds.includes(waiver.check)) {
      const near = nearest(waiver.check, checkIds);
      const fix = near === null ? `Checks: ${checkIds.join(', ')}.` : `Did you mean \`${near}\`?`;
      report('check', 'AF211', `No guardrail pack has a check ${waiver.check}.`, fix);
    }
  }
  return problems;
}

/** A setting of this kind, whether the manifest has it or not. */
function knows(schema: string, path: JsonPointer): boolean {
  return path.startsWith('/spec/') && nodeAt(schemaNode(schema), tokens(path)) !== null;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The path exists in the manifest: items of a list by their place, members of a set by themselves. */
function manages(manifest: TargetManifest, spec: Json, schema: string, path: JsonPointer): boolean {
  if (path === '/ensure') return manifest.ensure !== undefined;
  if (path === '/spec') return true;
  if (!path.startsWith('/spec/')) return false;
  let here: Json | undefined = spec;
  const steps = tokens(path).slice(1);
  for (const [depth, step] of steps.entries()) {
    if (Array.isArray(here) && !isKeyed(schema, steps, depth)) return mayBeMember(here, schema, steps, depth);
    if (Array.isArray(here)) {
      here = /^\d+$/.test(step) ? (here as readonly Json[])[Number(step)] : undefined;
      if (here === undefined) return false;
      continue;
    }
    if (!isObject(here) || !Object.hasOwn(here, step)) return false;
    here = here[step];
  }
  return true;
}

function isKeyed(schema: string, steps: readonly string[], depth: number): boolean {
  return nodeAt(schemaNode(schema), ['spec', ...steps.slice(0, depth)])?.annotation.key !== undefined;
}

/**
 * A member that weakens by being in the set stands in the manifest, by its own spelling or by the number that a name
 * stands for; one that weakens by leaving it does not, and then any may be named.
 */
function mayBeMember(list: readonly Json[], schema: string, steps: readonly string[], depth: number): boolean {
  const node = nodeAt(schemaNode(schema), ['spec', ...steps.slice(0, depth)]);
  if (steps.length !== depth + 1 || node?.annotation.set !== true) return false;
  const member = steps[depth]!;
  if (node.annotation.stronger !== 'fewer') return true;
  const named = list.some((item) => typeof item === 'string' && !/^\d+$/.test(item));
  return list.some((item) => String(item) === member) || (named && /^\d+$/.test(member));
}
