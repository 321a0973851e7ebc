import { readFile } from 'node:fs/promises';
import { isObject, type Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { planId } from '../pipeline/make-plan.ts';
import { plan as fitsSchema } from '../schema/generated/validators.js';
import { readPlanFile } from './read-plan-file.ts';

/** What `drift` and `apply` add to a plan as JSON; its id is of the plan alone. */
const ADDED = new Set(['drift', 'outcome', 'exitCode', 'provenance']);

/**
 * The plan within a saved plan or a `--report json=FILE`, or why the file holds none. What was added is left out: times in
 * it would make equal drift look different every night.
 */
export async function readDriftFile(file: string): Promise<Plan | Problem> {
  const read = await readPlanFile(file);
  if (!('code' in read)) return read;
  const value = await readFile(file, 'utf8').then(
    (text) => parse(text),
    () => null,
  );
  if (!isObject(value)) return read;
  const plan = Object.fromEntries(Object.entries(value).filter(([name]) => !ADDED.has(name)));
  return fitsSchema(plan) && planId(plan) === plan.id ? (plan as unknown as Plan) : read;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
