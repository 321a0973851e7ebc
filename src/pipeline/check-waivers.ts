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

/** The path exists in the manifest; below a list (sets, databases) any member may be named, for its removal is what weakens. */
function manages(manifest: TargetManifest, spec: Json, schema: string, path: JsonPointer): boolean {
  if (path === '/ensure') return manifest.ensure !== undefined;
  if (path === '/spec') return true;
  if (!path.startsWith('/spec/')) return false;
  let here: Json | undefined = spec;
  const steps = tokens(path).slice(1);
  for (const step of steps) {
    if (Array.isArray(here)) return nodeAt(schemaNode(schema), ['spec', ...steps]) !== null;
    if (!isObject(here) || !Object.hasOwn(here, step)) return false;
    here = here[step];
  }
  return true;
}
