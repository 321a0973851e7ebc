import { FAULT_KINDS, type FaultKind, type FaultPlan, type FaultRule } from './fault.ts';

const LONGEST_MS = 600_000;

type Check = readonly [what: string, fits: (value: unknown) => boolean];

const RULE_MEMBERS: Readonly<Record<string, Check>> = {
  method: ['a text', (value) => typeof value === 'string' && value !== ''],
  path: ['a text', (value) => typeof value === 'string' && value !== ''],
  nth: ['a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1],
  times: ['a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1],
  kind: [`one of ${FAULT_KINDS.join(', ')}`, (value) => FAULT_KINDS.includes(value as FaultKind)],
  ms: [`a number from 0 to ${LONGEST_MS}`, (value) => isWithin(value, LONGEST_MS)],
};

const DRAW_MEMBERS: Readonly<Record<string, Check>> = {
  seed: ['a whole number from 0', (value) => Number.isSafeInteger(value) && Number(value) >= 0],
  rate: ['a number from 0 to 1', (value) => isWithin(value, 1)],
};

/** A fault plan from outside. Throws a TypeError that names what is wrong: a misspelt rule would pass as "no faults". */
export function parseFaultPlan(value: unknown): FaultPlan {
  if (Array.isArray(value)) return value.map((rule, index) => parseRule(rule, `rule ${index + 1}`));
  const { seed, rate } = checked(value, DRAW_MEMBERS, ['seed', 'rate'], 'a list of rules or {seed, rate}');
  return { seed: Number(seed), rate: Number(rate) };
}

function parseRule(value: unknown, name: string): FaultRule {
  const rule = checked(value, RULE_MEMBERS, ['kind'], name) as Record<string, unknown> & FaultRule;
  return rule.method === undefined ? rule : { ...rule, method: rule.method.toUpperCase() };
}

function checked(
  value: unknown,
  members: Readonly<Record<string, Check>>,
  required: readonly string[],
  name: string,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError(`expected ${name}`);
  const given = new Map<string, unknown>(Object.entries(value));
  for (const [key, member] of given) {
    const check = Object.hasOwn(members, key) ? members[key] : undefined;
    if (check === undefined)
      throw new TypeError(`${name}: there is no ${key}, only ${Object.keys(members).join(', ')}`);
    if (!check[1](member)) throw new TypeError(`${name}: ${key} is ${check[0]}`);
  }
  for (const key of required) if (!given.has(key)) throw new TypeError(`${name}: ${key} is missing`);
  return Object.fromEntries(given);
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= most;
}
