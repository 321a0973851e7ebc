import type { ErrorObject, ValidateFunction } from 'ajv';
import type { ProblemCode } from '../model/codes.ts';
import { isObject, type Json, member } from '../model/json.ts';
import { at, isWithin, type JsonPointer, pointer, tokens } from '../model/pointer.ts';
import { nodeAt, type SchemaNode, schemaNode } from './annotations.ts';
import { nearest } from '../model/nearest.ts';

/** A schema violation in words, still without its file and line. */
export interface Violation {
  readonly code: ProblemCode;
  readonly path: JsonPointer;
  /** Whether the place to point at is the member's name or its value. */
  readonly what: 'key' | 'value';
  readonly message: string;
  readonly fix: string;
}

/** More than a person will read; beyond it the time to sort them out grows with their square. */
const MAX_ERRORS = 1_000;

/** Everything that is wrong with a document by its schema, one violation per place and cause. */
export function violations(
  document: Json,
  entry: { readonly schema: string; readonly validate: ValidateFunction },
): Violation[] {
  if (entry.validate(document)) return [];
  const root = schemaNode(entry.schema);
  const errors = (entry.validate.errors ?? []).slice(0, MAX_ERRORS);
  const found = telling(errors).map((error) => describe(error, document, root, errors));
  const secrets = found.filter((violation) => violation.code === 'AF205').map((violation) => violation.path);
  const seen = new Set<string>();
  return found.filter((violation) => {
    const mark = `${violation.path} ${violation.message}`;
    const shadowed = violation.code !== 'AF205' && secrets.some((path) => isWithin(violation.path, path));
    if (shadowed || seen.has(mark)) return false;
    seen.add(mark);
    return true;
  });
}

/**
 * A failed anyOf reports every branch. What helps a person is the branch that was meant: the one that fails deeper
 * inside the value, or knows all but one of its members; when there is none, the anyOf itself.
 */
function telling(errors: readonly ErrorObject[]): ErrorObject[] {
  const dropped = new Set<ErrorObject>();
  for (const choice of errors.filter((error) => error.keyword === 'anyOf')) {
    const same = errors.filter((error) => error !== choice && error.instancePath === choice.instancePath);
    const unknown = same.filter((error) => error.keyword === 'additionalProperties');
    if (needsOneOf(choice, errors).length > 0) {
      for (const error of same) if (error.keyword === 'required') dropped.add(error);
      continue;
    }
    const deeper = errors.some(
      (error) => error.instancePath !== choice.instancePath && isWithin(error.instancePath, choice.instancePath),
    );
    for (const error of same) if (!unknown.includes(error)) dropped.add(error);
    if (deeper || unknown.length > 0) dropped.add(choice);
  }
  return errors.filter((error) => error.keyword !== 'if' && !dropped.has(error));
}

/** Members of which one must be there, when that is all the anyOf asks for. */
function needsOneOf(choice: ErrorObject, errors: readonly ErrorObject[]): string[] {
  const branches = errors.filter(
    (error) => error.instancePath === choice.instancePath && error.schemaPath.startsWith(`${choice.schemaPath}/`),
  );
  const required = branches.filter((error) => error.keyword === 'required');
  return required.length === branches.length ? required.map((error) => String(error.params.missingProperty)) : [];
}

function describe(error: ErrorObject, document: Json, root: SchemaNode, errors: readonly ErrorObject[]): Violation {
  const path = error.instancePath;
  const node = nodeAt(root, tokens(path));
  const value = at(document, path);
  const name = path === '' ? 'The document' : path;
  if (expectsSecret(node) && !isObject(value) && value !== undefined && value !== null) {
    return {
      code: 'AF205',
      path,
      what: 'value',
      message: `${name} holds a secret as text.`,
      fix: 'Write { fromEnv: NAME } or { fromFile: path } instead, and change the secret if it was ever committed.',
    };
  }
  const oneOf = error.keyword === 'anyOf' ? needsOneOf(error, errors) : [];
  if (oneOf.length > 0) {
    return {
      code: 'AF203',
      path,
      what: 'key',
      message: `${name} needs ${oneOf.join(' or ')}.`,
      fix: `Add ${oneOf.join(' or ')}.`,
    };
  }
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(path, String(error.params.additionalProperty), node);
    case 'required':
      return {
        code: 'AF203',
        path,
        what: 'key',
        message: `${name} lacks ${String(error.params.missingProperty)}.`,
        fix: `Add ${String(error.params.missingProperty)}.`,
      };
    default:
      return {
        code: 'AF202',
        path,
        what: 'value',
        message: `${name} ${reason(error, node)}${shown(path, value)}.`,
        fix: hint(error, value, node) ?? `auditform schema ${String(member(document, 'kind'))} prints what fits here.`,
      };
  }
}

function expectsSecret(node: SchemaNode | null): boolean {
  return node?.annotation.secret === true;
}

function unknownField(path: JsonPointer, field: string, node: SchemaNode | null): Violation {
  const known = Object.keys((node?.schema.properties as Record<string, unknown> | undefined) ?? {});
  const branches = (node?.schema.anyOf ?? []) as readonly Json[];
  for (const branch of branches)
    if (isObject(branch) && isObject(branch.properties)) known.push(...Object.keys(branch.properties));
  // Somebody may have written the secret itself where the name belongs.
  if (expectsSecret(node)) {
    const message = `${path} has a field that a secret's reference does not have.`;
    return { code: 'AF201', path, what: 'value', message, fix: `Known here: ${known.join(', ')}.` };
  }
  const near = nearest(field, known);
  return {
    code: 'AF201',
    path: path + pointer(field),
    what: 'key',
    message: `${path === '' ? 'The document' : path} has no field ${JSON.stringify(field.slice(0, 80))}.`,
    fix:
      near !== null
        ? `Did you mean \`${near}\`?`
        : known.length > 0
          ? `Known here: ${known.join(', ')}.`
          : 'Remove it.',
  };
}

function reason(error: ErrorObject, node: SchemaNode | null): string {
  const params = error.params as Record<string, unknown>;
  const unit = node?.annotation.unit ? ` ${node.annotation.unit}` : '';
  switch (error.keyword) {
    case 'type':
      return `must be ${([] as unknown[]).concat(params.type).join(' or ')}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return `must be ${String(params.comparison)} ${String(params.limit)}${unit}`;
    case 'multipleOf':
      return `must be a multiple of ${String(params.multipleOf)}`;
    case 'uniqueItems':
      return `has the same item twice (positions ${String(params.j)} and ${String(params.i)})`;
    case 'pattern':
      return 'is not written as it should be';
    case 'anyOf':
      return 'is none of the forms it may have';
    default:
      return error.message ?? 'does not fit the schema';
  }
}

function hint(error: ErrorObject, value: Json | undefined, node: SchemaNode | null): string | null {
  const params = error.params as Record<string, unknown>;
  const types = ([] as unknown[]).concat(params.type ?? []);
  if (error.keyword === 'type' && types.includes('boolean') && typeof value === 'string') {
    if (/^(yes|on|true)$/i.test(value)) return 'Write true: in YAML 1.2 this is text.';
    if (/^(no|off|false)$/i.test(value)) return 'Write false: in YAML 1.2 this is text.';
  }
  if (error.keyword === 'type' && types.includes('integer') && typeof value === 'string' && /^-?\d+$/.test(value))
    return 'Write the number without quotes.';
  if (error.keyword === 'type' && value === null)
    return "null asks for the vendor's default, and none is documented for this field: write the value.";
  if (error.keyword === 'enum' && typeof value === 'string') {
    const near = nearest(
      value,
      (params.allowedValues as unknown[]).filter((item) => typeof item === 'string'),
    );
    if (near !== null) return `Did you mean ${JSON.stringify(near)}?`;
  }
  const description = node?.schema.description;
  return typeof description === 'string' ? description : null;
}

/** The value itself, where it surely is no secret: settings and names, never anything about connections. */
function shown(path: JsonPointer, value: Json | undefined): string {
  const open =
    isWithin(path, '/metadata') ||
    isWithin(path, '/target') ||
    (isWithin(path, '/spec') && !/credential|password|secret|token|key|endpoint/i.test(path));
  if (!open || value === undefined || typeof value === 'object') return '';
  return `, not ${JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : value)}`;
}
