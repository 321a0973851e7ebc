import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json } from '../model/json.ts';
import { explainFailure, type Failure } from './explain-failure.ts';

/** What a schema has against a value; empty when it passes. */
export type Judge = (value: Json) => readonly Failure[];

/** Compiles one JSON Schema. Throws where it is none. */
export type SchemaCompiler = (schema: object | boolean) => Judge;

/** Loads ajv, so it is called only where there is something to compile. */
export async function createSchemaCompiler(): Promise<SchemaCompiler> {
  // The bundle offers only the default export of a CommonJS module.
  const module = (await import('ajv/dist/2020.js')).default;
  return (schema) => {
    // One instance each: a rule can neither see nor replace another's $id.
    const ajv: Ajv2020 = new module.Ajv2020({ strict: false, allErrors: true, verbose: true, logger: false });
    const validate = ajv.compile(schema);
    return (value) => (validate(value) ? [] : explainFailure(validate.errors ?? []));
  };
}
