import fc from 'fast-check';
import { parse, type ParserError } from 'parse5';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/model/problem.ts';
import { createPalette } from '../../src/render/palette.ts';
import { renderProblems } from '../../src/render/render-problems.ts';
import { renderVerification } from '../../src/render/render-verification.ts';
import type { VerificationReport } from '../../src/render/verification-report.ts';
import { NASTY, text } from './hostile-plan.ts';

const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

const problems: fc.Arbitrary<Problem[]> = fc.array(
  fc.record({
    code: fc.constantFrom('AF201', 'AF304', 'AF410'),
    severity: fc.constantFrom('error', 'warning', 'note'),
    message: text,
    at: fc.option(fc.record({ file: text, line: fc.constant(3), address: text, path: text })),
    fix: fc.option(text),
  }),
  { maxLength: 5 },
);

const report = fc.record({
  format: fc.constant('auditform.verify/1'),
  problems,
  targets: fc.array(
    fc.record({
      address: text.map((name) => `TairInstance/${name}`),
      configured: fc.constantFrom('yes', 'no', 'unknown'),
      effective: fc.constant('yes'),
      flowing: fc.constantFrom('yes', 'unknown'),
      evidence: fc.array(fc.record({ source: text, says: text }), { maxLength: 3 }),
    }),
    { maxLength: 4 },
  ),
}) as unknown as fc.Arbitrary<VerificationReport>;

function check(format: string, out: string): void {
  expect(CONTROLS.exec(out)).toBeNull();
  if (format === 'json' || format === 'sarif') JSON.parse(out);
  if (format === 'html') {
    const errors: ParserError[] = [];
    parse(out, { onParseError: (error) => errors.push(error) });
    expect(errors).toEqual([]);
    expect(out).not.toContain('<script');
  }
  if (format === 'junit') {
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(out).close();
  }
  if (format === 'markdown') {
    expect(out).not.toContain('<!--');
    expect(out.length).toBeLessThan(60_000);
  }
}

describe.each(['text', 'json', 'markdown', 'html', 'sarif', 'junit'])('as %s, whatever the text', (format) => {
  const palette = createPalette(false);

  test('problems are a sound document', async () => {
    for (const nasty of NASTY)
      check(
        format,
        await renderProblems(
          [{ code: 'AF201', severity: 'error', message: nasty, at: { file: nasty }, fix: nasty }],
          format,
          palette,
        ),
      );
    await fc.assert(
      fc.asyncProperty(problems, async (found) => check(format, await renderProblems(found, format, palette))),
      { numRuns: 60 },
    );
  });

  test('what verify found is a sound document', async () => {
    await fc.assert(
      fc.asyncProperty(report, async (found) => check(format, await renderVerification(found, format, palette))),
      { numRuns: 60 },
    );
  });

  test('nothing found is said as well', async () => {
    check(format, await renderProblems([], format, palette));
    check(
      format,
      await renderVerification({ format: 'auditform.verify/1', targets: [], problems: [] }, format, palette),
    );
  });
});
