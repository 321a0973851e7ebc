import { describe, expect, test } from 'vitest';
import { validateText } from './validate-text.ts';

describe('YAML that cannot be read says what would mend it', () => {
  test.each([
    ['a member further left than the others', 'a:\n    b: 1\n  c: 2\n', 'same column'],
    ['a mapping behind a colon', 'a: b: c\n', 'line of its own'],
    ['a bracket that stays open', 'a: [1, 2\nb: 3\n', 'close each bracket'],
    ['a quote that stays open', 'a: "x\n', 'stays open'],
    ['a name without colon', 'a: 1\nb\n', 'stays open'],
    ['a bracket too many', 'a: ]\n', 'stays open'],
    ['a dash within brackets', 'a: { - b }\n', 'Within { } and [ ]'],
    ['text that begins with a mark', 'a: @b\n', 'in quotes'],
    ['a backslash that says nothing', 'a: "\\q"\n', 'single quotes'],
    ['two anchors', 'a: &x &y 1\n', 'one anchor'],
    ['a name that is too long', `? a\n: 1\n${'k'.repeat(1_100)}: 1\n`, 'one line'],
    ['a name of two lines', 'a\nb: 1\n', 'one line'],
    ['a directive that nobody knows', '%x\n---\na: 1\n', 'Remove the line'],
    ['a tab', 'a:\n\tb: 1\n', 'Use spaces'],
  ])('%s', async (_what, text, expected) => {
    const { problems, printed } = await validateText(text);
    const told = problems.filter(({ code }) => code === 'AF102');
    expect(told.length, printed).toBeGreaterThan(0);
    expect(told.map(({ fix }) => fix).join(' ')).toContain(expected);
  });
});
