import type { Profile } from '../schema/generated/profile.ts';

type Labels = Readonly<Record<string, string>>;
export type Selector = NonNullable<Profile['spec']['selector']>;
type Expression = NonNullable<Selector['matchExpressions']>[number];

/** Label selection as in Kubernetes; an empty selector, or none, selects everything. */
export function selects(selector: Selector | undefined, labels: Labels): boolean {
  return (
    Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => label(labels, key) === value) &&
    (selector?.matchExpressions ?? []).every((expression) => holds(expression, label(labels, expression.key)))
  );
}

function holds({ operator, values = [] }: Expression, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/**
 * The command line's `k=v,k!=v,k,!k`: all parts must hold. Returns null when the text is not of this form.
 */
export function parseSelector(text: string): ((labels: Labels) => boolean) | null {
  const tests: ((labels: Labels) => boolean)[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(!?)([^\s=!,]+)\s*(?:(==|=|!=)\s*([^\s=!,]*))?\s*$/.exec(part);
    if (match === null) return null;
    const [, not, key, operator, value] = match;
    if (operator === undefined) tests.push((labels) => (label(labels, key!) !== undefined) !== (not === '!'));
    else if (not === '!') return null;
    else tests.push((labels) => (label(labels, key!) === value) === (operator !== '!='));
  }
  return (labels) => tests.every((test) => test(labels));
}

function label(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
