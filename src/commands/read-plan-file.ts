import { stat } from 'node:fs/promises';
import { isObject, type Json } from '../model/json.ts';
import type { Target } from '../model/manifest.ts';
import { type Plan, PLAN_FORMAT } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { planId } from '../pipeline/make-plan.ts';
import { plan as fitsSchema } from '../schema/generated/validators.js';
import { readTextFile, TooLargeError } from './text-file.ts';

/** What `drift` and `apply` add to a plan as JSON; its id is of the plan alone. */
const ADDED = new Set(['drift', 'outcome', 'exitCode', 'provenance']);

const [COMMA, OPEN_LIST, OPEN_OBJECT] = [0x2c, 0x5b, 0x7b] as const;

/** No manifest is that deep; what works through a plan goes down its levels one call each. */
const DEEPEST = 200;

/** Five times the plan of ten thousand targets; text of twice as much would not fit into a string. */
const MOST_BYTES = 256 * 1024 * 1024;
/** A plan has one in some thirty bytes; a file of nothing but brackets would take thirty times its size in memory. */
const MOST_VALUES = 20_000_000;

/** A saved plan, also out of the JSON of `drift`; or why the file holds none. */
export async function readPlanFile(file: string, stop: AbortSignal): Promise<Plan | Problem> {
  const unusable = (message: string, fix: string): Problem => ({
    code: 'AF506',
    severity: 'error',
    message: `${file} ${message}`,
    at: { file, line: 1, column: 1 },
    fix,
  });
  let value: Json;
  try {
    const text = await readTextFile(file, stop, MOST_BYTES);
    if (holdsMore(text, MOST_VALUES))
      return unusable(
        `holds more than ${MOST_VALUES} values, which no plan does.`,
        'Name the file that plan -o FILE wrote.',
      );
    value = JSON.parse(text) as Json;
  } catch (error) {
    if (stop.aborted) throw error;
    if (error instanceof TooLargeError)
      return unusable(
        `has more than ${MOST_BYTES} bytes, which no plan has.`,
        'Name the file that plan -o FILE wrote.',
      );
    if (error instanceof SyntaxError)
      return unusable('is not JSON: it may be cut off.', 'Make the plan again with auditform plan -o FILE.');
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return unusable(`cannot be read (${code}).`, 'Check the path; auditform plan -o FILE makes a plan.');
  }
  if (nestsDeeper(value, DEEPEST))
    return unusable('nests deeper than any plan.', 'Make the plan again with auditform plan -o FILE.');
  if (!isObject(value) || value.format !== PLAN_FORMAT)
    return unusable(`is not a plan of format ${PLAN_FORMAT}.`, 'Make the plan again with this version of auditform.');
  value = Object.fromEntries(Object.entries(value).filter(([name]) => !ADDED.has(name)));
  if (!fitsSchema(value))
    return unusable(
      'does not fit the plan schema: it was damaged or altered.',
      'Make the plan again with auditform plan -o FILE.',
    );
  if (planId(value) !== value.id)
    return unusable('was altered: its id does not fit its contents.', 'Make the plan again, and review that.');
  return value as unknown as Plan;
}

/** Counts what begins a value or parts two of them; those within text count too, which only makes it more careful. */
function holdsMore(text: string, most: number): boolean {
  let count = 0;
  for (let at = 0; at < text.length && count <= most; at++) {
    const char = text.charCodeAt(at);
    if (char === COMMA || char === OPEN_LIST || char === OPEN_OBJECT) count++;
  }
  return count > most;
}

function nestsDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => nestsDeeper(child, levels - 1));
}

/** A saved plan is named by a file that is no manifest. */
export async function namesPlanFile(paths: readonly string[]): Promise<boolean> {
  const [path] = paths;
  if (paths.length !== 1 || path === undefined || /\.ya?ml$/.test(path)) return false;
  return stat(path).then(
    (info) => info.isFile(),
    () => /\.json$/.test(path),
  );
}

/** The targets as the plan remembers them. Origins are the plan's; there are no manifests to look into. */
export function targetsOf(plan: Plan): Target[] {
  return plan.targets.map(({ address, origin, desired }) => {
    const [kind, ...name] = address.split('/');
    const waivers = plan.changes.flatMap((change) =>
      change.address === address && change.waiver !== null ? [change.waiver] : [],
    );
    return {
      address,
      kind: kind!,
      name: name.join('/'),
      labels: {},
      connection: plan.connections[desired.connection]!,
      target: desired.target,
      spec: desired.spec,
      ensure: desired.ensure,
      waivers,
      origin,
      locate: () => origin,
    };
  });
}
