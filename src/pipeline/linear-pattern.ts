import type { RegExpEngine } from 'ajv/dist/types/index.js';

/**
 * Patterns that take time in proportion to the text, whatever they are: guardrails come from whoever may open a pull
 * request, and a pattern such as `^(a+)+$` keeps JavaScript's own engine busy for ever. No look-around and no
 * back-references; a schema that uses them does not compile.
 */
export async function loadLinearPatterns(): Promise<RegExpEngine> {
  const { RE2JS } = await import('re2js');
  const engine = (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    // ajv tells patterns apart by their text.
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => `/${pattern}/` };
  };
  return Object.assign(engine, { code: 'require("re2js")' });
}
