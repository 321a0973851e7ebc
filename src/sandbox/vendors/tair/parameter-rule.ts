import { type ApiFault, invalidParameter, malformedRequest, missingParameter } from './api-fault.ts';
import type { QueryPair } from './query-pairs.ts';

export interface ParameterRule {
  readonly required: boolean;
  accepts(value: string): boolean;
  /** The vendor's own refusal, where it differs from the gateway's `Invalid{Name}`. */
  readonly refusal?: () => ApiFault;
}

export type ParameterRules = Readonly<Record<string, ParameterRule>>;

export function rule(accepts: (value: string) => boolean, refusal?: () => ApiFault): ParameterRule {
  return refusal ? { required: false, accepts, refusal } : { required: false, accepts };
}

export function required(optional: ParameterRule): ParameterRule {
  return { ...optional, required: true };
}

export const anyText = rule((value) => value !== '');
export const trueOrFalse = rule((value) => value === 'true' || value === 'false');

export function oneOfWords(...words: readonly string[]): ParameterRule {
  return rule((value) => words.includes(value));
}

export function integerWithin(lowest: number, highest: number, refusal?: () => ApiFault): ParameterRule {
  return rule((value) => /^\d{1,9}$/.test(value) && Number(value) >= lowest && Number(value) <= highest, refusal);
}

/** Values by name; refuses what the action does not document, repeats, and values outside their rule. */
export function readParameters(pairs: readonly QueryPair[], rules: ParameterRules): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (!Object.hasOwn(rules, name)) throw malformedRequest(`The specified parameter ${name} is not valid.`);
    if (values.has(name)) throw malformedRequest(`The specified parameter ${name} is given more than once.`);
    values.set(name, value);
  }
  for (const [name, expected] of Object.entries(rules)) {
    const value = values.get(name);
    if (expected.required && (value === undefined || value === '')) throw missingParameter(name);
    if (value !== undefined && !expected.accepts(value)) throw expected.refusal?.() ?? invalidParameter(name);
  }
  return values;
}
