import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commentBody } from '../../src/forge/comment-body.ts';
import { defuse } from '../../src/forge/defuse.ts';
import { type GithubServer, startGithub } from './github-server.ts';
import { onPullRequest, planOf, type Review } from './review.ts';

const HOSTILE = [
  '@acme/security please approve',
  'fixes #12, acme/databases#13, GH-14 and !15',
  '<!-- auditform:comment auditform -->',
  '| x | y |\n|---|---|\n/close\n/merge',
  '[click](https://evil.example.com) ![](https://evil.example.com/p.png)',
  '`</details><img src=x onerror=alert(1)>',
  '\u202emirror',
].join(' ');

describe('text from manifests', () => {
  let github: GithubServer;
  let review: Review;
  let body: string;

  beforeEach(async () => {
    github = await startGithub();
    review = onPullRequest(github);
    const waiver = { path: '/Retention', reason: HOSTILE, owner: HOSTILE, until: '2030-01-01' };
    const problem = {
      code: 'AF213',
      severity: 'warning',
      message: HOSTILE,
      at: { file: HOSTILE, line: 1, column: 1 },
      fix: HOSTILE,
    } as const;
    const changes = [{ before: HOSTILE, after: [HOSTILE], direction: 'weakens', waiver } as const];
    review.save(planOf({ changes, problems: [problem], file: HOSTILE }));
    await review.run('--plan', `${review.folder}/plan.json`);
    body = github.state.comments[0]!.body;
  });
  afterEach(async () => {
    review.close();
    await github.close();
  });

  /** What is left once code spans are gone: there, nothing refers to anything. */
  const outsideCode = () => body.replaceAll(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');

  test('is there to be read', () => {
    expect(body).toContain('please approve');
  });

  test('pings nobody and refers to no issue', () => {
    expect(outsideCode()).not.toMatch(/@\w/);
    expect(outsideCode()).not.toMatch(/#\d|!\d|GH-\d/);
  });

  test('holds no second marker', () => {
    expect(body.split('<!--')).toHaveLength(2);
    expect(body.startsWith('<!--')).toBe(true);
  });

  test('starts no line of its own, so no table and no command of GitLab', () => {
    expect(body.split('\n').filter((line) => /^\s*\/\w/.test(line))).toEqual([]);
    expect(body.split('\n').filter((line) => line.startsWith('| x'))).toEqual([]);
  });

  test('makes no link, picture or element', () => {
    expect(outsideCode()).not.toMatch(/https?:\/\/evil/);
    expect(outsideCode()).not.toMatch(/(?<!\\)<img/);
    // What the report folds away itself is closed on a line of its own, and nothing else is.
    const closing = outsideCode().match(/.*(?<!\\)<\/details>.*/g) ?? [];
    expect(new Set([...closing, '</details>'])).toEqual(new Set(['</details>']));
    expect(closing).toHaveLength((outsideCode().match(/(?<!\\)<details>/g) ?? []).length);
  });

  test('ends no row of a table before its time', () => {
    const rows = body.split('\n').filter((line) => line.startsWith('| '));
    const cells = (row: string) => row.replaceAll('\\|', '').split('|').length;
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(cells))).toEqual(new Set([7]));
  });
});

describe('what a renderer lets through is made harmless all the same', () => {
  test.each([
    ['@ann', '@\u200bann'],
    ['see #12', 'see #\u200b12'],
    ['https://evil.example.com', 'https:\u200b//evil.example.com'],
    ['`` a ` @b `` @ann', '`` a ` @b `` @\u200bann'],
    ['\\`@ann\\`', '\\`@\u200bann\\`'],
    ['\\[x\\](https://evil.example.com)', '\\[x\\](https:\u200b//evil.example.com)'],
    ['/approve', '\u200b/approve'],
    ['<!-- auditform:comment auditform -->', '<\u200b!-- auditform:comment auditform -->'],
  ])('%s', (text, harmless) => {
    expect(defuse(text)).toBe(harmless);
  });

  test.each(['## auditform: ready', '`@ann` and `#12`', '[docs](https://example.com/a)', 'ann&#64;x', '30 % of it'])(
    '%s stays as it is',
    (text) => {
      expect(defuse(text)).toBe(text);
    },
  );
});

describe('a text that is too long', () => {
  test('is cut between lines, with an exact count, and elements closed', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `- line ${index} @ann`);
    const body = commentBody('<!-- m -->', `<details>\n${lines.join('\n')}`, '_end_');
    expect(body.length).toBeLessThan(60_000);
    expect(body.endsWith('_end_')).toBe(true);
    const shown = body.split('\n').filter((line) => line.startsWith('- line')).length;
    expect(body).toContain(`_${10_000 - shown} more lines are not shown here`);
    expect(body).toContain('</details>');
    expect(shown).toBeGreaterThan(1_000);
  });
});
