/** Values that `${{ }}` can name, such as `{ inputs: { path: '.' } }`. */
export type Contexts = Readonly<Record<string, unknown>>;

type Value = string | boolean | number | null;

/** A text of a workflow with its expressions filled in, as the runner does it before anything starts. */
export function fillIn(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const value = evaluate(expression, contexts);
    return value === null ? '' : String(value);
  });
}

/** An `if`; `success()` is understood unless a status function is named. */
export function holds(condition: unknown, contexts: Contexts, state: { failed: boolean }): boolean {
  if (condition === undefined) return !state.failed;
  const text = String(condition).replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1');
  const value = truthy(evaluate(text, { ...contexts, failed: state.failed }));
  return /\b(always|cancelled|failure|success)\(\)/.test(text) ? value : value && !state.failed;
}

/** The part of the language that our templates use: names, strings, `!`, `==`, `!=`, `&&`, `||`, status functions. */
export function evaluate(expression: string, contexts: Contexts): Value {
  const tokens = expression.match(/'(?:[^']|'')*'|==|!=|&&|\|\||[!()]|[\w.-]+/g) ?? [];
  if (tokens.join('').length !== expression.replaceAll(/\s/g, '').length && !expression.includes("'"))
    throw new Error(`not understood: ${expression}`);
  let at = 0;
  const or = (): Value => {
    let left = and();
    while (tokens[at] === '||') {
      at += 1;
      const right = and();
      left = truthy(left) ? left : right;
    }
    return left;
  };
  const and = (): Value => {
    let left = equality();
    while (tokens[at] === '&&') {
      at += 1;
      const right = equality();
      left = truthy(left) ? right : left;
    }
    return left;
  };
  const equality = (): Value => {
    let left = unary();
    while (tokens[at] === '==' || tokens[at] === '!=') {
      const operator = tokens[at++];
      const right = unary();
      const same = String(left ?? '').toLowerCase() === String(right ?? '').toLowerCase();
      left = operator === '==' ? same : !same;
    }
    return left;
  };
  const unary = (): Value => {
    const token = tokens[at++];
    if (token === undefined) throw new Error(`cut short: ${expression}`);
    if (token === '!') return !truthy(unary());
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (tokens[at] === '(') {
      at += 2;
      return (
        { always: true, cancelled: false, success: !contexts.failed, failure: contexts.failed === true }[token] ?? null
      );
    }
    return lookUp(token, contexts);
  };
  return or();
}

function lookUp(name: string, contexts: Contexts): Value {
  let value: unknown = contexts;
  const [context] = name.split('.');
  if (!Object.hasOwn(contexts, context!)) throw new Error(`no context ${context}`);
  for (const step of name.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  return value === undefined || typeof value === 'object' ? null : (value as Value);
}

function truthy(value: Value): boolean {
  return value !== null && value !== false && value !== '' && value !== 0;
}
