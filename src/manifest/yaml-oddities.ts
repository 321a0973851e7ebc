import { type Document, isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { ProblemCode } from '../model/codes.ts';
import type { Problem, SourceSpan } from '../model/problem.ts';

const MAX_DEPTH = 64;

/** YAML that parses but that a manifest must not hold: it reads differently elsewhere, or has no JSON form. */
export function oddities(document: Document.Parsed, span: (offset: number) => SourceSpan): Problem[] {
  const problems: Problem[] = [];
  const report = (code: ProblemCode, node: unknown, message: string, fix: string | null) => {
    problems.push({ code, severity: 'error', message, at: span(start(node) ?? document.range[0]), fix });
  };
  const version = document.directives?.yaml;
  if (version?.explicit && version.version !== '1.2')
    report('AF106', null, 'Only YAML 1.2 is read.', 'Remove the %YAML directive.');
  const open: unknown[] = [];
  const walk = (node: unknown, depth: number): void => {
    if (problems.length >= 20) return;
    if (depth > MAX_DEPTH) return report('AF105', node, `More than ${MAX_DEPTH} levels of nesting.`, 'Flatten it.');
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (open.includes(target))
        report(
          'AF106',
          node,
          `The alias *${node.source} refers to something that contains it.`,
          'Write the value out.',
        );
      return;
    }
    if (isScalar(node))
      return checkNumber(node.value, (message) => report('AF202', node, message, 'Write a whole number below 2^53.'));
    if (!isMap(node) && !isSeq(node)) return;
    open.push(node);
    for (const item of node.items) {
      if (!isPair(item)) walk(item, depth + 1);
      else {
        checkKey(item.key, (message) => report('AF106', item.key, message, 'Rename or remove it.'));
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

function checkKey(key: unknown, report: (message: string) => void): void {
  if (isAlias(key) || !isScalar(key)) return report('Keys must be plain text.');
  if (key.value === '__proto__') report('The key __proto__ is not permitted.');
  if (key.value === '<<') report('Merge keys (<<) are not read.');
}

function start(node: unknown): number | undefined {
  const range = (node as { range?: readonly [number, number, number] } | null)?.range;
  return range?.[0];
}
