import type { ErrorObject } from 'ajv';
import { isObject, type Json, member } from '../model/json.ts';
import { isWithin, type JsonPointer, pointer } from '../model/pointer.ts';
import { schemaInWords, valueInWords } from './schema-in-words.ts';

/** One place that a JSON Schema does not let pass. */
export interface Failure {
  readonly path: JsonPointer;
  /** In words. */
  readonly passes: string;
}

/** These report what each of their branches has against the value, and then themselves. */
const CHOICES = new Set(['anyOf', 'oneOf', 'contains']);

/**
 * The places to change, each once: a choice counts as one failure, at the place inside it that exists. `errors` come from
 * a validator with `verbose` and `allErrors`.
 */
export function explainFailure(errors: readonly ErrorObject[]): Failure[] {
  const dropped = new Set<ErrorObject>();
  const failures: Failure[] = [];
  // Outermost choices are reported after all that is inside them.
  for (const [index, error] of [...errors.entries()].reverse()) {
    if (dropped.has(error) || error.keyword === 'if') continue;
    if (!CHOICES.has(error.keyword)) failures.push(simple(error));
    else {
      const inside = errors.slice(0, index).filter((other) => isInside(other, error));
      for (const other of inside) dropped.add(other);
      failures.push(ofChoice(error, inside));
    }
  }
  return merged(failures.reverse());
}

/** A branch that is a reference reports where it leads to, so its place in the value has to do. */
function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  if (error.schemaPath.startsWith(`${choice.schemaPath}/`)) return true;
  const referred = !error.schemaPath.startsWith('#/') || /^#\/(\$defs|definitions)\//.test(error.schemaPath);
  return referred && isWithin(error.instancePath, choice.instancePath);
}

function ofChoice(choice: ErrorObject, inside: readonly ErrorObject[]): Failure {
  const deeper = inside
    .filter(({ keyword, instancePath }) => keyword !== 'required' && instancePath !== choice.instancePath)
    .sort((left, right) => right.instancePath.length - left.instancePath.length);
  const place = choice.keyword === 'contains' ? undefined : deeper[0];
  return { path: place?.instancePath ?? choice.instancePath, passes: valueInWords(only(choice)) };
}

/** Beside a choice a schema may say more; what failed is the choice. */
function only({ keyword, schema }: ErrorObject): Record<string, unknown> {
  return { [keyword]: schema };
}

function simple(error: ErrorObject): Failure {
  const { keyword, instancePath, params, parentSchema } = error;
  switch (keyword) {
    case 'required':
    case 'dependentRequired': {
      const name = String((params as { missingProperty: unknown }).missingProperty);
      const wanted = member(parentSchema?.properties as Json | undefined, name);
      return { path: instancePath + pointer(name), passes: schemaInWords(wanted ?? true) };
    }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(Object.values(params as Record<string, unknown>)[0]);
      return { path: instancePath + pointer(name), passes: 'to be left out' };
    }
    case 'not': {
      const name = onlyRequired(error.schema);
      return name === null
        ? { path: instancePath, passes: valueInWords(parentSchema) }
        : { path: instancePath + pointer(name), passes: 'to be left out' };
    }
    case 'false schema':
      return { path: instancePath, passes: 'to be left out' };
    default:
      return { path: instancePath, passes: valueInWords(parentSchema) };
  }
}

/** Of a schema that asks for one member and nothing else. */
function onlyRequired(schema: unknown): string | null {
  if (!isObject(schema) || Object.keys(schema).length !== 1 || !Array.isArray(schema.required)) return null;
  return schema.required.length === 1 ? String(schema.required[0]) : null;
}

function merged(failures: readonly Failure[]): Failure[] {
  const byPath = new Map<JsonPointer, string[]>();
  for (const { path, passes } of failures) {
    const known = byPath.get(path) ?? [];
    byPath.set(path, known.includes(passes) ? known : [...known, passes]);
  }
  return [...byPath].map(([path, passes]) => ({ path, passes: passes.join(' and ') }));
}
