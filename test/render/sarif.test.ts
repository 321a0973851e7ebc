import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import draft4 from 'ajv-draft-04';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { codes, type ProblemCode } from '../../src/model/codes.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Problem } from '../../src/model/problem.ts';
import { planSarif } from '../../src/render/plan-sarif.ts';
import { problemsSarif } from '../../src/render/problems-sarif.ts';
import { bigPlan, change, longSetPlan, plan, richPlan, target } from './plans.ts';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [
    { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } },
  ];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}
interface Rule {
  readonly id: string;
  readonly help: { readonly text: string };
  readonly properties: { readonly 'security-severity'?: string };
}
interface Run {
  readonly results: readonly Result[];
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
  readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly { message: { text: string } }[] }];
  readonly properties?: { readonly omittedResults: number };
}

/** The schema of the standard as published, from the package of those who wrote it. */
const published = join(
  dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif')),
  'schemas/sarif-2.1.0-rtm.5.json',
);
// One pattern of the schema is no regular expression by the stricter rules of the u flag.
const ajv = new draft4.default({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv as never);
const isSarif = ajv.compile(JSON.parse(readFileSync(published, 'utf8')) as object);

function checked(text: string): Run {
  const log = JSON.parse(text) as { readonly runs: readonly [Run] };
  isSarif(log);
  expect(isSarif.errors).toBeNull();
  expect(gzipSync(text).length).toBeLessThan(10 * 1024 * 1024);
  const [run] = log.runs;
  for (const { ruleId, ruleIndex, locations, partialFingerprints } of run.results) {
    expect(run.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    expect(locations).toHaveLength(1);
    expect(partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{16}:1$/);
  }
  const hashes = run.results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
  expect(new Set(hashes).size).toBe(hashes.length);
  return run;
}

const sarif = (shown: Plan) => checked(planSarif(shown));
const lineOf = ({ locations: [{ physicalLocation }] }: Result) =>
  `${physicalLocation.artifactLocation.uri}:${physicalLocation.region.startLine}`;
const RANK = { error: 0, warning: 1, note: 2 } as Record<string, number>;

describe('SARIF', () => {
  test.each([1, 50, 10_000])('of %d changes is valid and within what code scanning takes', (count) => {
    const { results } = sarif(bigPlan(count));
    expect(results.length).toBe(Math.min(count, 5_000));
    expect(results.map(({ level }) => RANK[level])).toEqual(results.map(({ level }) => RANK[level]).sort());
  });

  test('has each change at its manifest line, weakening as an error unless somebody consented', () => {
    const { results } = sarif(richPlan());
    const found = (words: string) => results.find(({ message }) => message.text.includes(words))!;
    expect([found('kept 30 → 7 days').ruleId, found('kept 30 → 7 days').level]).toEqual([
      'change/loses-history',
      'error',
    ]);
    expect(lineOf(found('kept 30 → 7 days'))).toBe('audit/taurusdb.yaml:6');
    expect([found('kept for ever').level, found('kept for ever').message.text.includes('SEC-1234')]).toEqual([
      'warning',
      true,
    ]);
    expect(found('siem.example.com').level).toBe('warning');
    expect(found('ns_server/mutate document').level).toBe('note');
    expect(found('auditing switched off').message.text).toContain('by ModifyAuditLogConfig');
  });

  test('says how many findings are left out, and leaves out none that is worse than those shown', () => {
    const { results, properties } = sarif(bigPlan(10_000));
    expect(properties).toEqual({ omittedResults: 5_001 });
    expect(results.at(-1)).toMatchObject({ ruleId: 'report/left-out', level: 'note' });
    expect(results.at(-1)!.message.text).toMatch(/^5001 more findings/);
    expect(results.filter(({ level }) => level === 'error')).toHaveLength(1_000);
  });

  test('folds members of one set only when there are too many to stand alone', () => {
    expect(sarif(longSetPlan(4_000)).results).toHaveLength(4_000);
    const folded = sarif(longSetPlan(10_000));
    expect(folded.results).toHaveLength(400);
    expect(folded.properties).toBeUndefined();
  });

  test('fingerprints stay when lines, values and other findings come and go', () => {
    const one = (line: number, after: number) =>
      change('TairInstance/a#/Retention', {
        before: 30,
        after,
        direction: 'weakens',
        origin: { file: 'a.yaml', line, column: 1 },
      });
    const print = (...changes: Parameters<typeof plan>[0]['changes'] & object) =>
      sarif(plan({ targets: [target('TairInstance/a')], changes })).results.find(({ message }) =>
        message.text.includes('Retention'),
      )!.partialFingerprints;
    const other = change('TairInstance/a#/DbAudit', { before: true, after: false, direction: 'weakens' });
    expect(print(one(3, 7))).toEqual(print(one(40, 9), other));
  });

  test('two settings on one line are two findings', () => {
    const origin = { file: 'a.yaml', line: 1, column: 1 };
    const changes = ['DbAudit', 'Retention'].map((name) =>
      change(`TairInstance/a#/${name}`, { before: 30, after: 7, direction: 'weakens', origin }),
    );
    expect(new Set(sarif(plan({ targets: [target('TairInstance/a')], changes })).results.map(lineOf)).size).toBe(1);
  });

  test('what stands nowhere becomes a notification of the run, since code scanning refuses results without a place', () => {
    const problems: Problem[] = [
      { code: 'AF412', severity: 'error', message: '12 changes; --max-changes permits 3.', at: null, fix: null },
      { code: 'AF301', severity: 'error', message: 'No answer.', at: { address: 'TairInstance/a' }, fix: null },
    ];
    const { results, invocations } = sarif(plan({ targets: [target('TairInstance/a')], problems }));
    expect(results.map(lineOf)).toEqual(['audit/manifest.yaml:1']);
    expect(invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      problems[0]!.message,
    ]);
  });

  test('every rule says what to do, and weakening is graded as a security finding', () => {
    const all = (Object.keys(codes) as ProblemCode[]).map(
      (code): Problem => ({ code, severity: 'error', message: code, at: { file: 'a.yaml' }, fix: null }),
    );
    const rules = [...sarif(richPlan()).tool.driver.rules, ...checked(problemsSarif(all)).tool.driver.rules];
    for (const { id, help } of rules) expect(help.text.length, id).toBeGreaterThan(40);
    const graded = rules.filter(({ properties }) => properties['security-severity'] !== undefined).map(({ id }) => id);
    expect(graded).toEqual(['change/loses-history', 'change/unknown', 'change/weakens']);
  });

  test('names of files are URIs', () => {
    const at = (file: string) =>
      checked(
        problemsSarif([{ code: 'AF201', severity: 'error', message: 'x', at: { file, line: 1 }, fix: null }]),
      ).results.map(lineOf);
    expect(at('./a b/c#d?é.yaml')).toEqual(['a%20b/c%23d%3F%C3%A9.yaml:1']);
    expect(at(join(process.cwd(), 'audit/a.yaml'))).toEqual(['audit/a.yaml:1']);
    expect(at('/srv/a.yaml')).toEqual(['file:///srv/a.yaml:1']);
  });
});
