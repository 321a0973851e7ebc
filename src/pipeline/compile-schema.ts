import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json } from '../model/json.ts';
import { explainFailure, type Failure } from './explain-failure.ts';
import { loadLinearPatterns } from './linear-pattern.ts';

/** What a schema has against a value; empty when it passes. */
export type Judge = (value: Json) => readonly Failure[];

/** Compiles one JSON Schema. Throws where it is none. */
export type SchemaCompiler = (schema: object | boolean) => Judge;

/**
 * Loads ajv, so it is called only where there is something to compile. Patterns of schemas that are not ours (`foreign`)
 * are matched in linear time.
 */
export async function createSchemaCompiler(author: 'ours' | 'foreign'): Promise<SchemaCompiler> {
  // The bundle offers only the default export of a CommonJS module.
  const module = (await import('ajv/dist/2020.js')).default;
  const code = author === 'foreign' ? { regExp: await loadLinearPatterns() } : {};
  return (schema) => {
    // One instance each: a rule can neither see nor replace another's $id.
    // Without ownProperties every object has a "constructor", and rules about members of such names pass.
    const options = {
      strict: false,
      allErrors: true,
      verbose: true,
      logger: false,
      ownProperties: true,
      code,
    } as const;
    const ajv: Ajv2020 = new module.Ajv2020(options);
    const validate = ajv.compile(schema);
    return (value) => (validate(value) ? [] : explainFailure(validate.errors ?? []));
  };
}
