import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codes } from '../../src/model/codes.ts';
import { validatePaths } from './validate-text.ts';

const folder = fileURLToPath(new URL('invalid', import.meta.url));
const fixtures = readdirSync(folder);

/** Each fixture says on the offending line what is wrong: `# expect: CODE words of the message or the fix`. */
function expectationOf(file: string) {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  const marked = lines.flatMap((text, index) => (text.includes('# expect: ') ? [index] : []));
  if (marked.length !== 1) throw new Error(`${file} marks ${marked.length} lines`);
  const [code, ...words] = lines[marked[0]!]!.split('# expect: ')[1]!.trim().split(' ');
  return { line: marked[0]! + 1, code: code!, words: words.join(' ') };
}

describe('an invalid manifest is refused with its problem on the offending line', () => {
  test.each(fixtures)('%s', async (name) => {
    const expected = expectationOf(name);
    const { code, problems, printed } = await validatePaths(join(folder, name));
    const errors = problems.filter(({ severity }) => severity === 'error');
    // Where nothing is an error, the fixture is about a warning.
    const told = errors.length > 0 ? errors : problems;
    expect(
      told.map((problem) => [problem.code, problem.at?.line]),
      printed,
    ).toEqual([[expected.code, expected.line]]);
    expect(told[0]!.at?.column).toBeGreaterThan(0);
    expect(`${told[0]!.message} ${told[0]!.fix}`).toContain(expected.words);
    expect(code).toBe(errors.length === 0 ? 0 : expected.code === 'AF214' ? 3 : 1);
    expect(printed).not.toContain('CANARY');
  });
});

test('every code of validation has a fixture, or a reason why no fixture can have it', () => {
  const elsewhere = {
    AF101: 'the file itself cannot be read',
    AF107: 'about all files together',
    AF108: 'about a revision on the command line',
    AF109: 'about what a change in Git leaves out',
    AF217: 'secrets are opened when they are needed, never to validate',
    AF221: 'needs --config',
  };
  const shown = fixtures.map((name) => expectationOf(name).code);
  const wanted = Object.keys(codes).filter((code) => /^AF[12]/.test(code) && !Object.hasOwn(elsewhere, code));
  expect(wanted.filter((code) => !shown.includes(code))).toEqual([]);
});
