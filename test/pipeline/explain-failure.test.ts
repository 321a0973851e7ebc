import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { createSchemaCompiler } from '../../src/pipeline/compile-schema.ts';

const compile = await createSchemaCompiler('foreign');
const explained = (schema: object | boolean, value: Json) =>
  compile(schema)(value).map(({ path, passes }) => `${path || '(whole)'}: ${passes}`);
const of = (name: string, schema: object | boolean, required = true) => ({
  properties: { [name]: schema },
  ...(required ? { required: [name] } : {}),
});

describe('a failure names the place once, and what would pass in words', () => {
  test.each<[object | boolean, Json, string[]]>([
    [of('a', { anyOf: [{ type: 'null' }, { minimum: 365 }] }), { a: 30 }, ['/a: null or 365 or more']],
    [of('a', { oneOf: [{ const: 0 }, { minimum: 365 }] }), { a: 30 }, ['/a: 0 or 365 or more']],
    [of('a', { type: 'integer', minimum: 1, maximum: 9 }), { a: 'x' }, ['/a: 1 to 9']],
    [of('a', { const: 'on' }), {}, ['/a: "on"']],
    [of('a', { not: { const: 'off' } }), { a: 'off' }, ['/a: anything but "off"']],
    [of('a', { not: { enum: ['x', 'y'] } }), { a: 'x' }, ['/a: anything but "x" or "y"']],
    [of('a', { enum: ['x', 'y'] }), { a: 'z' }, ['/a: "x" or "y"']],
    [of('a', { contains: { const: 'ddl' } }), { a: ['login', 'dcl'] }, ['/a: a list with "ddl"']],
    [
      of('a', { allOf: [{ contains: { const: 'ddl' } }, { contains: { const: 'dcl' } }] }),
      { a: [] },
      ['/a: a list with "ddl" and a list with "dcl"'],
    ],
    [of('a', { maxItems: 0 }), { a: [1] }, ['/a: an empty list']],
    [of('a', { type: 'boolean' }), { a: 1 }, ['/a: true or false']],
    [of('a', { exclusiveMinimum: 1 }), { a: 1 }, ['/a: more than 1']],
    [of('a', { multipleOf: 60 }), { a: 61 }, ['/a: a multiple of 60']],
    [of('a', { pattern: '^x' }), { a: 'y' }, ['/a: text like /^x/']],
    [of('a', false), { a: 1 }, ['/a: to be left out']],
    [{ additionalProperties: false, properties: { a: true } }, { b: 1 }, ['/b: to be left out']],
    [{ required: ['a', 'b'] }, {}, ['/a: any value', '/b: any value']],
    [{ not: { required: ['a'] } }, { a: 1 }, ['/a: to be left out']],
    [of('l', { items: of('m', { const: 1 }) }), { l: [{ m: 1 }, { m: 2 }, {}] }, ['/l/1/m: 1', '/l/2/m: 1']],
    [{ anyOf: [of('a', { const: 1 }), of('b', { const: 2 })] }, { a: 5 }, ['/a: a: 1 or b: 2']],
    [{ if: of('a', { const: 0 }), else: of('b', { const: 2 }) }, { a: 1, b: 3 }, ['/b: 2']],
    [
      { $defs: { year: { anyOf: [{ type: 'null' }, { minimum: 365 }] } }, ...of('a', { $ref: '#/$defs/year' }) },
      { a: 1 },
      ['/a: null or 365 or more'],
    ],
    [
      { $defs: { least: { minimum: 365 } }, ...of('a', { anyOf: [{ type: 'null' }, { $ref: '#/$defs/least' }] }) },
      { a: 1 },
      ['/a: null or what the rule asks for'],
    ],
    [false, {}, ['(whole): to be left out']],
    [true, {}, []],
  ])('%j against %j', (schema, value, expected) => {
    expect(explained(schema, value)).toEqual(expected);
  });
});
