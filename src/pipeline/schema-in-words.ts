import { isObject, type Json } from '../model/json.ts';
import { shortly } from './shortly.ts';

const DEEPEST = 4;
/** Said of the value itself when a schema has nothing to say about members of it. */
const OF_OBJECTS = new Set(['properties', 'required', 'additionalProperties', 'patternProperties', 'items']);

/** What a JSON Schema lets pass, in words: `null or 365 or more`, `a list with "ddl"`. */
export function schemaInWords(schema: unknown, depth = 0): string {
  if (schema === false) return 'nothing';
  if (!isObject(schema) || Object.keys(schema).length === 0) return 'any value';
  if (depth > DEEPEST) return 'what the rule asks for';
  const parts = [
    ...choice(schema, depth),
    ...values(schema),
    ...range(schema),
    ...lists(schema, depth),
    ...members(schema, depth),
    ...text(schema),
  ];
  if (parts.length === 0 && schema.type !== undefined) parts.push(typeWords(schema.type));
  return parts.length === 0 ? 'what the rule asks for' : parts.join(' and ');
}

/** The same without what it says about members: for a failure of the value itself. */
export function valueInWords(schema: unknown): string {
  if (!isObject(schema)) return schemaInWords(schema);
  const own = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !OF_OBJECTS.has(keyword)));
  return schemaInWords(Object.keys(own).length === 0 ? schema : own);
}

function choice({ anyOf, oneOf, allOf, not }: Readonly<Record<string, unknown>>, depth: number): string[] {
  const each = (branches: unknown, joint: string) =>
    Array.isArray(branches) ? [branches.map((branch) => schemaInWords(branch, depth + 1)).join(joint)] : [];
  return [...each(anyOf, ' or '), ...each(oneOf, ' or '), ...each(allOf, ' and '), ...negation(not, depth)];
}

function negation(not: unknown, depth: number): string[] {
  if (not === undefined) return [];
  if (isObject(not) && Array.isArray(not.required) && Object.keys(not).length === 1)
    return [`no ${not.required.join(' and ')}`];
  return [`anything but ${schemaInWords(not, depth + 1)}`];
}

function values(schema: Readonly<Record<string, unknown>>): string[] {
  if (Object.hasOwn(schema, 'const')) return [shortly(schema.const as Json)];
  return Array.isArray(schema.enum) ? [schema.enum.map((value) => shortly(value as Json)).join(' or ')] : [];
}

function range(schema: Readonly<Record<string, unknown>>): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && maximum !== undefined) return [`${String(minimum)} to ${String(maximum)}`];
  return [
    ...(minimum === undefined ? [] : [`${String(minimum)} or more`]),
    ...(maximum === undefined ? [] : [`${String(maximum)} or less`]),
    ...(exclusiveMinimum === undefined ? [] : [`more than ${String(exclusiveMinimum)}`]),
    ...(exclusiveMaximum === undefined ? [] : [`less than ${String(exclusiveMaximum)}`]),
    ...(multipleOf === undefined ? [] : [`a multiple of ${String(multipleOf)}`]),
  ];
}

function lists({ minItems, maxItems, contains, items }: Readonly<Record<string, unknown>>, depth: number): string[] {
  return [
    ...(contains === undefined ? [] : [`a list with ${schemaInWords(contains, depth + 1)}`]),
    ...(maxItems === 0 ? ['an empty list'] : maxItems === undefined ? [] : [`at most ${String(maxItems)} items`]),
    ...(minItems === undefined ? [] : [`at least ${String(minItems)} ${minItems === 1 ? 'item' : 'items'}`]),
    ...(isObject(items) ? [`each item ${schemaInWords(items, depth + 1)}`] : []),
  ];
}

function members({ properties, required }: Readonly<Record<string, unknown>>, depth: number): string[] {
  const known = isObject(properties) ? properties : {};
  const bare = Array.isArray(required) ? required.filter((name) => !Object.hasOwn(known, String(name))) : [];
  return [
    ...Object.entries(known).map(([name, schema]) => `${name}: ${schemaInWords(schema, depth + 1)}`),
    ...bare.map((name) => `some ${String(name)}`),
  ];
}

function text({ pattern, minLength, maxLength, format }: Readonly<Record<string, unknown>>): string[] {
  return [
    ...(typeof pattern === 'string' ? [`text like /${pattern.slice(0, 80)}/`] : []),
    ...(typeof format === 'string' ? [`text of the form ${format}`] : []),
    ...(minLength === undefined ? [] : [`at least ${String(minLength)} characters`]),
    ...(maxLength === undefined ? [] : [`at most ${String(maxLength)} characters`]),
  ];
}

function typeWords(type: unknown): string {
  const words: Readonly<Record<string, string>> = {
    null: 'null',
    string: 'text',
    boolean: 'true or false',
    number: 'a number',
    integer: 'a whole number',
    array: 'a list',
    object: 'an object',
  };
  return [type]
    .flat()
    .map((name) => words[String(name)] ?? String(name))
    .join(' or ');
}
