import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/model/problem.ts';
import { markdownCode, markdownText } from '../../src/render/markdown-text.ts';
import { planMarkdown } from '../../src/render/plan-markdown.ts';
import { problemsMarkdown } from '../../src/render/problems-markdown.ts';
import { verificationMarkdown } from '../../src/render/verification-markdown.ts';
import { bigPlan, longSetPlan, plan, richPlan, target } from './plans.ts';

const LIMIT = 60_000;
const markdown = new MarkdownIt({ html: true });

/** Rows of tables below their headers, as the parser sees them, by their cells. */
function tableRows(text: string): string[][] {
  const rows: string[][] = [];
  let head = false;
  for (const { type, content } of markdown.parse(text, {})) {
    if (type === 'thead_open') head = true;
    if (type === 'thead_close') head = false;
    if (type === 'tr_open' && !head) rows.push([]);
    if (type === 'inline' && !head && rows.length > 0) rows.at(-1)!.push(content);
  }
  return rows;
}

describe('a pull-request comment', () => {
  test.each([1, 50, 10_000])('of %d changes stays below the limit', (count) => {
    expect(planMarkdown(bigPlan(count)).length).toBeLessThan(LIMIT);
  });

  test('has every change of a plan of 50', () => {
    const text = planMarkdown(bigPlan(50));
    expect(tableRows(text)).toHaveLength(50);
    expect(text).not.toContain('not shown here');
  });

  test('that is cut says exactly how many changes are missing, worst ones kept first', () => {
    const text = planMarkdown(bigPlan(10_000));
    const notes = [...text.matchAll(/_(\d+) of (\d+) changes are not shown here/g)].map(([, left, of]) => [
      Number(left),
      Number(of),
    ]);
    const shown = tableRows(text).length;
    expect(notes.map(([, of]) => of)).toEqual([1_000, 9_000]);
    expect(shown).toBe(10_000 - notes.reduce((sum, [left]) => sum + left!, 0));
    expect(notes[1]![0]).toBeGreaterThan(8_990);
  });

  test('of one set with 10,000 members is cut between rows and counts members, not rows', () => {
    const text = planMarkdown(longSetPlan(10_000));
    const shown = [...text.matchAll(/event number \d+/g)].length;
    const [, left] = /_(\d+) of 10000 changes are not shown here/.exec(text)!;
    expect(shown).toBe(10_000 - Number(left));
    expect(shown).toBeGreaterThan(100);
    expect(text.length).toBeLessThan(LIMIT);
  });

  test('never ends inside a row, a table or a fold, and no table lacks its header', () => {
    for (const shown of [richPlan(), bigPlan(50), bigPlan(10_000), longSetPlan(10_000)]) {
      const text = planMarkdown(shown);
      const lines = text.split('\n').filter((line) => line.startsWith('|'));
      for (const line of lines) expect(line).toMatch(/\|$/);
      const heads = lines.filter((line) => line.startsWith('|---')).length;
      expect(tableRows(text)).toHaveLength(lines.length - 2 * heads);
      expect(text.split('<details>').length).toBe(text.split('</details>').length);
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  test('with 10,000 problems or unverifiable settings stays below the limit and still has its changes', () => {
    const problems = Array.from(
      { length: 10_000 },
      (_, index): Problem => ({
        code: 'AF301',
        severity: 'error',
        message: `No answer from ${index}.`,
        at: null,
        fix: null,
      }),
    );
    const hidden = Array.from({ length: 5_000 }, (_, index) =>
      target(`DBAuditDatabase/d${index}`, { unverifiable: ['/spec/password'] }),
    );
    const rich = richPlan();
    const text = planMarkdown(plan({ ...rich, targets: [...rich.targets, ...hidden], problems }));
    expect(text.length).toBeLessThan(LIMIT);
    expect(tableRows(text)).toHaveLength(rich.changes.length);
    expect(text).toMatch(/_\d+ of 10000 errors are not shown here/);
    expect(problemsMarkdown(problems).length).toBeLessThan(LIMIT);
  });

  test('of verify is cut as well, unproven targets first', () => {
    const targets = Array.from({ length: 5_000 }, (_, index) => ({
      address: `TairInstance/t${index}`,
      configured: 'yes' as const,
      effective: 'yes' as const,
      flowing: index === 4_999 ? ('no' as const) : ('yes' as const),
      evidence: [{ source: 'DescribeAuditRecords', says: '120 records' }],
    }));
    const text = verificationMarkdown({ format: 'auditform.verify/1', problems: [], targets: targets as never });
    expect(text.length).toBeLessThan(LIMIT);
    expect(tableRows(text)[0]![0]).toContain('TairInstance/t4999');
    expect(text).toMatch(/_\d+ of 5000 targets are not shown here/);
  });
});

describe('text that is not ours', () => {
  test.each(['a|b', 'a`b', '``', 'x ` y `` z', '<b>', '*a*', 'a\\b', '&lt;'])(
    '%j is shown as it is, in a table and outside',
    (value) => {
      const cell = markdown.parse(`| a |\n|---|\n| ${markdownCode(value)} |\n`, {});
      const [code] = cell.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'code_inline');
      expect(code?.content).toBe(value);
      const shown = markdown.renderInline(markdownText(value)).replaceAll('\u200b', '');
      expect(shown).toBe(markdown.utils.escapeHtml(value));
    },
  );

  test('a bar after a backslash cannot open a cell', () => {
    const rows = tableRows(`| a | b |\n|---|---|\n| ${markdownCode('x\\|y')} | ${markdownCode('\\\\|')} |\n`);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toHaveLength(2);
  });

  test.each(['@org/team', 'fixes #12', 'GH-3', 'a/b#4', '!5', 'https://github.com/a/b/issues/1', 'www.example.com'])(
    '%j refers to nothing',
    (value) => {
      expect(markdownText(value)).toContain('\u200b');
      expect(markdownText(value)).not.toMatch(/@\w|#\d|GH-\d|!\d|:\/\/|www\.\w/);
    },
  );
});
