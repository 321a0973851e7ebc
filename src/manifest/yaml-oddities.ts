import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq } from 'yaml';
import type { ProblemCode } from '../model/codes.ts';
import type { Problem, SourceSpan } from '../model/problem.ts';

const MAX_DEPTH = 64;
/** Comparing the members of a list with each other takes the square of their number. */
const MAX_MEMBERS = 10_000;
/** To find what an alias stands for takes a walk through the whole document. */
const MAX_ALIASES = 100;
const JSON_TAG = /^(!|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq))$/;

/**
 * YAML that parses but that a manifest must not hold: it reads differently elsewhere, has no JSON form, or is too
 * large to be judged. Documents of others (`foreign`) may be written as their owners like, within the limits.
 */
export function oddities(document: Document.Parsed, span: (offset: number) => SourceSpan, foreign: boolean): Problem[] {
  const problems: Problem[] = [];
  const report = (code: ProblemCode, node: unknown, message: string, fix: string | null) => {
    problems.push({ code, severity: 'error', message, at: span(start(node) ?? document.range[0]), fix });
  };
  const version = document.directives?.yaml;
  if (!foreign && version?.explicit && version.version !== '1.2')
    report('AF106', null, 'Only YAML 1.2 is read.', 'Remove the %YAML directive.');
  const open: unknown[] = [];
  let aliases = 0;
  const walk = (node: unknown, depth: number): void => {
    if (problems.length >= 20) return;
    if (depth > MAX_DEPTH) return report('AF105', node, `More than ${MAX_DEPTH} levels of nesting.`, 'Flatten it.');
    if (isAlias(node)) {
      if (++aliases === MAX_ALIASES + 1)
        report('AF105', node, `More than ${MAX_ALIASES} aliases.`, 'Write the values out.');
      if (aliases > MAX_ALIASES) return;
      const target = node.resolve(document);
      if (target === undefined) report('AF102', node, 'The alias (*) refers to no anchor.', 'Put the text in quotes.');
      else if (open.includes(target))
        report('AF106', node, 'The alias refers to something that contains it.', 'Write the value out.');
      return;
    }
    if (!foreign && isNode(node) && node.tag !== undefined && !JSON_TAG.test(node.tag))
      return report('AF106', node, 'The tag stands for something that JSON does not know.', 'Remove the tag.');
    if (isScalar(node)) {
      if (foreign) return;
      return checkNumber(node.value, (message) => report('AF202', node, message, 'Write a whole number below 2^53.'));
    }
    if (!isMap(node) && !isSeq(node)) return;
    if (node.items.length > MAX_MEMBERS)
      return report('AF105', node, `More than ${MAX_MEMBERS} members in one place.`, 'Split it.');
    open.push(node);
    const seen = new Set<string>();
    for (const item of node.items) {
      if (!isPair(item)) walk(item, depth + 1);
      else {
        if (!foreign) checkKey(item.key, (message, fix) => report('AF106', item.key, message, fix));
        const key = isScalar(item.key) ? String(item.key.value) : null;
        if (key !== null && seen.has(key))
          report('AF103', item.key, 'The key stands twice in this mapping.', 'Keep one of the two.');
        else if (key !== null) seen.add(key);
        walk(item.value, depth + 1);
      }
    }
    open.pop();
  };
  walk(document.contents, 0);
  return problems;
}

function checkNumber(value: unknown, report: (message: string) => void): void {
  if (typeof value === 'bigint') return report('The number is too large to be kept exactly.');
  if (typeof value !== 'number') return;
  if (!Number.isFinite(value)) report('This is not a number that JSON knows.');
  else if (Number.isInteger(value) && !Number.isSafeInteger(value))
    report('The number is too large to be kept exactly.');
}

function checkKey(key: unknown, report: (message: string, fix: string) => void): void {
  if (isAlias(key) || !isScalar(key)) return report('Keys must be plain text.', 'Rename or remove it.');
  if (typeof key.value !== 'string') return report('The key is no text.', 'Put it in quotes.');
  if (key.value === '__proto__') report('The key __proto__ is not permitted.', 'Rename or remove it.');
  if (key.value === '<<') report('Merge keys (<<) are not read.', 'Write the members out.');
}

function start(node: unknown): number | undefined {
  const range = (node as { range?: readonly [number, number, number] } | null)?.range;
  return range?.[0];
}
