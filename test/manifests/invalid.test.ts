import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commonOptions } from '../../src/commands/common-options.ts';
import { loadProject } from '../../src/commands/load-project.ts';

const folder = fileURLToPath(new URL('invalid', import.meta.url));
const today = () => Date.parse('2026-06-01T00:00:00Z');

/** Each fixture says on the offending line what is wrong: `# expect: CODE words of the message or the fix`. */
function expectationOf(file: string) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('# expect: '));
  const [code, ...words] = lines[line]!.split('# expect: ')[1]!.trim().split(' ');
  return { line: line + 1, code, words: words.join(' ') };
}

describe('an invalid manifest is refused with its problem on the offending line', () => {
  test.each(readdirSync(folder))('%s', async (name) => {
    const file = join(folder, name);
    const expected = expectationOf(file);
    const { problems } = await loadProject([file], commonOptions({}, {}), today);
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(
      errors.map(({ code, at }) => [code, at?.line]),
      JSON.stringify(errors),
    ).toEqual([[expected.code, expected.line]]);
    expect(`${errors[0]!.message} ${errors[0]!.fix}`).toContain(expected.words);
    expect(JSON.stringify(problems)).not.toContain('CANARY');
  });
});
