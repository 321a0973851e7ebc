import { isObject, type Json } from '../model/json.ts';
import { nearest } from '../model/nearest.ts';
import { type JsonPointer, pointer } from '../model/pointer.ts';
import { keywords, needsBeside } from './schema-keywords.ts';
import { type SchemaNode, schemaNodes } from './schema-nodes.ts';

/** Why a rule's schema would not do what it seems to. */
export interface SchemaFault {
  /** Into the schema. */
  readonly path: JsonPointer;
  /** Without its subject: `has …`. */
  readonly what: string;
  readonly fix: string;
}

/** Judgements of one value; references that double themselves reach millions with a few lines. */
const MOST_STEPS = 10_000;
const MOST_DEEP = 500;

/**
 * What would make a rule pass what it was to refuse, or never end: keywords that nobody checks, and references that lead
 * back without going deeper into the value. `members` are all that the value to be judged can have. Whatever else is wrong
 * with it is for the compiler to find.
 */
export function schemaFaults(schema: Json, members: readonly string[]): SchemaFault[] {
  if (!isObject(schema)) return [];
  const nodes = schemaNodes(schema);
  return [...[...nodes.values()].flatMap(unchecked), ...beside(nodes, members), ...endless(nodes)];
}

function unchecked({ path, schema }: SchemaNode): SchemaFault[] {
  const has = (keyword: string) => Object.hasOwn(schema, keyword);
  const names = Object.keys(schema).filter((name) => !keywords.has(name) && !name.startsWith('x-'));
  return [
    ...names.map((name) => ({ path: path + pointer(name), ...unknownKeyword(name, schema[name]!) })),
    ...needsBeside
      .filter(([keyword, others]) => has(keyword) && !others.some(has))
      .map(([keyword, others]) => ({
        path: path + pointer(keyword),
        what: `has ${keyword} without ${others.join(' or ')}, which judges nothing`,
        fix: `Write ${others.join(' or ')} beside it, or leave it out.`,
      })),
  ];
}

/** Members that the value never has: what is asked of them is never judged. */
function beside(nodes: ReadonlyMap<JsonPointer, SchemaNode>, members: readonly string[]): SchemaFault[] {
  const ofTheWhole = new Set<JsonPointer>(['']);
  for (const path of ofTheWhole) for (const next of nodes.get(path)?.judgesAlso ?? []) ofTheWhole.add(next);
  return [...ofTheWhole].flatMap((path) => {
    const asked = nodes.get(path)?.schema.properties;
    const names = isObject(asked) ? Object.keys(asked).filter((name) => !members.includes(name)) : [];
    return names.map((name) => {
      const near = nearest(name, members);
      const fix = near === null ? `There are ${members.join(', ')}.` : `Did you mean \`${near}\`?`;
      const what = `asks about ${JSON.stringify(name.slice(0, 80))}, which is never there`;
      return { path: path + pointer('properties', name), what, fix };
    });
  });
}

function unknownKeyword(name: string, value: Json): Pick<SchemaFault, 'what' | 'fix'> {
  const said = JSON.stringify(name.slice(0, 80));
  if (name === 'format') {
    const format = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : 'that';
    return { what: `asks for format ${format}; formats are not checked`, fix: 'Write a `pattern`.' };
  }
  const near = nearest(name, [...keywords.keys()]);
  const fix = near === null ? 'Settings stand below `properties`; notes have names that begin with x-.' : null;
  return { what: `has an unknown keyword ${said}, which nothing checks`, fix: fix ?? `Did you mean \`${near}\`?` };
}

/** The first circle, or the first schema that takes too many steps. */
function endless(nodes: ReadonlyMap<JsonPointer, SchemaNode>): SchemaFault[] {
  const steps = new Map<JsonPointer, number>();
  const open = new Set<JsonPointer>();
  let fault: SchemaFault | null = null;
  const tooMuch = (path: JsonPointer, what: string) => {
    const fix = 'Let references lead to schemas of members or items, or write the rule out.';
    fault ??= { path, what, fix };
    return 0;
  };
  const count = (path: JsonPointer): number => {
    const node = nodes.get(path);
    if (node === undefined || fault !== null) return 1;
    const known = steps.get(path);
    if (known !== undefined) return known;
    if (open.has(path) || open.size > MOST_DEEP) return tooMuch(path, 'leads back to itself and would never end');
    open.add(path);
    const total = node.judgesAlso.reduce((sum, next) => sum + count(next), 1);
    open.delete(path);
    steps.set(path, total);
    return total > MOST_STEPS ? tooMuch(path, `takes more than ${MOST_STEPS} steps for one value`) : total;
  };
  for (const path of nodes.keys()) count(path);
  return fault === null ? [] : [fault];
}
