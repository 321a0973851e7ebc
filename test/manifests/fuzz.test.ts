import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKnownShapes } from '../../src/manifest/known-shapes.ts';
import { parseFile } from '../../src/manifest/source-document.ts';
import { codes } from '../../src/model/codes.ts';
import type { Problem } from '../../src/model/problem.ts';
import { resolve } from '../../src/pipeline/resolve.ts';
import { validate } from '../../src/pipeline/validate.ts';
import { providerOf } from '../../src/providers/index.ts';

const folder = fileURLToPath(new URL('invalid', import.meta.url));
const manifests = readdirSync(folder).map((name) => readFileSync(join(folder, name)));

/** All that judges a manifest without the network. Throwing is a failure of the test. */
function judge(bytes: Uint8Array): readonly Problem[] {
  const { documents, problems } = parseFile({ file: 'x.yaml', root: '.', bytes }, createKnownShapes());
  const validated = validate(documents);
  return [...problems, ...validated.problems, ...resolve(validated, providerOf, '2026-06-01').problems];
}

function demandWellFormed(problems: readonly Problem[], bytes: Uint8Array): void {
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\n|\r/).length;
  for (const { code, message, at } of problems) {
    expect(Object.keys(codes)).toContain(code);
    expect(code).not.toBe('AF999');
    expect(message.length).toBeGreaterThan(0);
    expect(message).not.toMatch(/undefined|\[object|is not a function/);
    expect(at?.line).toBeGreaterThan(0);
    expect(at!.line!).toBeLessThanOrEqual(lines);
    expect(at?.column).toBeGreaterThan(0);
  }
}

const options = { seed: 20260101, interruptAfterTimeLimit: 1_200, markInterruptAsFailure: false } as const;

describe('nothing that a file may hold makes the judgement crash', () => {
  test('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => demandWellFormed(judge(bytes), bytes)),
      { ...options, numRuns: 500 },
    );
  });

  test('random text of the characters that YAML gives a meaning', () => {
    const sign = fc.constantFrom(
      ...'-?:,[]{}#&*!|>\'"%@` \n\t~<=ab0',
      '\r\n',
      '---\n',
      '<<',
      'a: ',
      '- ',
      '__proto__: ',
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 60 }), (signs) => {
        const bytes = Buffer.from(signs.join(''));
        demandWellFormed(judge(bytes), bytes);
      }),
      { ...options, numRuns: 2_000 },
    );
  });

  test('manifests with a piece cut out, doubled, or overwritten', () => {
    const scrap = fc.constantFrom(
      '',
      '\0',
      '*a',
      '&a ',
      '!t ',
      'null',
      '[]',
      '{}',
      '"',
      ': ',
      '\n',
      '\n---\n',
      '-1e999',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...manifests),
        fc.nat(),
        fc.nat({ max: 30 }),
        scrap,
        fc.boolean(),
        (whole, from, length, put, twice) => {
          const start = from % (whole.length + 1);
          const piece = whole.subarray(start, start + length);
          const bytes = Buffer.concat([
            whole.subarray(0, start),
            ...(twice ? [piece, piece] : []),
            Buffer.from(put),
            whole.subarray(start + length),
          ]);
          demandWellFormed(judge(bytes), bytes);
        },
      ),
      { ...options, numRuns: 1_500 },
    );
  });

  test('manifests with any value in any place', () => {
    const places = [
      ['metadata'],
      ['metadata', 'name'],
      ['metadata', 'labels'],
      ['connection'],
      ['target'],
      ['spec'],
      ['waivers'],
      ['ensure'],
    ];
    const kinds = [
      'RedisEnterpriseCluster',
      'DBAuditDatabase',
      'CouchbaseCluster',
      'TairInstance',
      'TaurusDBInstance',
      'Connection',
      'Profile',
      'Guardrail',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom(...places),
        fc.jsonValue({ maxDepth: 3 }),
        (kind, [first, second], value) => {
          const manifest: Record<string, unknown> = {
            apiVersion: 'auditform/v1',
            kind,
            metadata: { name: 'a' },
            connection: {},
            target: {},
            spec: {},
          };
          manifest[first!] = second === undefined ? value : { name: 'a', [second]: value };
          const bytes = Buffer.from(JSON.stringify(manifest));
          demandWellFormed(judge(bytes), bytes);
        },
      ),
      { ...options, numRuns: 1_500 },
    );
  });
});
