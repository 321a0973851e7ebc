import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { AppliedPlan } from '../../src/render/applied-plan.ts';
import type { View } from '../../src/render/change-words.ts';
import { planJunit } from '../../src/render/plan-junit.ts';
import { problemsJunit } from '../../src/render/problems-junit.ts';
import { bigPlan, change, operation, plan, richPlan, target } from './plans.ts';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly classname: string;
  readonly result: string;
  readonly type: string;
  readonly text: string;
}

/** Cases as a CI system reads them; checks on the way that every count agrees. */
function read(xml: string): Case[] {
  const cases: Case[] = [];
  const counted: { readonly tag: SaxesTagPlain; readonly from: number }[] = [];
  let suite = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    const { name, attributes } = tag;
    if (name === 'testsuite') suite = attributes.name!;
    if (name === 'testsuite' || name === 'testsuites') counted.push({ tag, from: cases.length });
    if (name === 'testcase')
      cases.push({
        suite,
        name: attributes.name!,
        classname: attributes.classname!,
        result: 'passed',
        type: '',
        text: '',
      });
    if (name === 'failure' || name === 'error') cases.push({ ...cases.pop()!, result: name, type: attributes.type! });
  });
  parser.on('text', (text) => {
    if (text.trim() !== '') cases.push({ ...cases.pop()!, text });
  });
  parser.on('closetag', ({ name }) => {
    if (name !== 'testsuite' && name !== 'testsuites') return;
    const { tag, from } = counted.pop()!;
    const own = cases.slice(from);
    const count = (result: string) => String(own.filter((one) => one.result === result).length);
    expect([tag.attributes.tests, tag.attributes.failures, tag.attributes.errors]).toEqual([
      String(own.length),
      count('failure'),
      count('error'),
    ]);
  });
  parser.write(xml).close();
  expect(new Set(cases.map(({ classname, name }) => `${classname} ${name}`)).size).toBe(cases.length);
  return cases;
}

const one = (shown: AppliedPlan, view: View = 'plan') => read(planJunit(shown, view))[0]!;
const id = 'TairInstance/a#/DbAudit';
const step = operation('TairInstance/a/set', 'ModifyAuditLogConfig: do not audit', [id]);
const planOf = (rest: Parameters<typeof change>[1], more: Partial<Plan> = {}) =>
  plan({ targets: [target('TairInstance/a')], changes: [change(id, rest)], operations: [step], ...more });
const better = { before: false, after: true, direction: 'strengthens' } as const;
const worse = { before: true, after: false, direction: 'weakens' } as const;

describe('JUnit', () => {
  test('has a suite for each kind and a case for each target', () => {
    const cases = read(planJunit(richPlan()));
    expect([...new Set(cases.map(({ suite }) => suite))]).toEqual(
      ['CouchbaseCluster', 'DBAuditDatabase', 'RedisEnterpriseCluster', 'TairInstance', 'TaurusDBInstance'].map(
        (kind) => `auditform.${kind}`,
      ),
    );
    expect(cases).toHaveLength(7);
    for (const { suite, classname } of cases) expect(classname).toBe(suite);
  });

  test('a wanted change passes, and says what it is', () => {
    expect(one(planOf(better))).toMatchObject({ result: 'passed' });
    expect(one(planOf(better)).text).toContain('auditing switched on');
  });

  test('weakening without consent fails; with a waiver it passes', () => {
    expect(one(planOf(worse))).toMatchObject({ result: 'failure', type: 'weakens' });
    const waiver = { path: '/spec/DbAudit', reason: 'r', owner: 'o', until: '2099-01-01' };
    expect(one(planOf({ ...worse, waiver }))).toMatchObject({ result: 'passed' });
  });

  test('an error of the target fails, such as a guardrail', () => {
    const problem = {
      code: 'AF214',
      severity: 'error',
      message: 'forbidden',
      at: { address: 'TairInstance/a' },
      fix: null,
    } as const;
    expect(one(planOf(better, { problems: [problem] }))).toMatchObject({ result: 'failure', type: 'AF214' });
  });

  test.each(['unreadable', 'blocked'] as const)('a target that is %s is in error', (status) => {
    expect(one(plan({ targets: [target('TairInstance/a', { status })] }))).toMatchObject({
      result: 'error',
      type: status,
    });
  });

  test('in drift every difference fails, told from the side of the vendor', () => {
    expect(one(planOf(better), 'drift')).toMatchObject({ result: 'failure', type: 'drift' });
    expect(one(planOf(better), 'drift').text).toContain('auditing switched off');
  });

  test('after apply what was not done fails, whatever was consented to', () => {
    const outcome = (status: 'done' | 'uncertain') => ({
      ...planOf(worse),
      outcome: [{ operation: step.id, status, attempts: 1, ms: 5, error: null }],
    });
    expect(one(outcome('done'))).toMatchObject({ result: 'passed' });
    expect(one(outcome('uncertain'))).toMatchObject({ result: 'failure', type: 'not-done' });
  });

  test('an error that belongs to no target is a case of its own', () => {
    const problem = { code: 'AF412', severity: 'error', message: 'too many', at: null, fix: null } as const;
    expect(read(planJunit(planOf(better, { problems: [problem] }))).map(({ name }) => name)).toEqual([
      'TairInstance/a',
      'AF412',
    ]);
  });

  test('problems with one name are told apart, and none is a case that passes', () => {
    const problem = {
      code: 'AF201',
      severity: 'error',
      message: 'x',
      at: { file: 'a.yaml', line: 1, column: 1 },
      fix: null,
    } as const;
    expect(
      read(problemsJunit([problem, problem, { ...problem, severity: 'warning' }])).map(({ result }) => result),
    ).toEqual(['failure', 'failure', 'passed']);
    expect(read(problemsJunit([]))).toMatchObject([{ result: 'passed' }]);
  });

  test('of 10,000 targets stays below the 30 MB that GitLab takes', () => {
    const xml = planJunit(bigPlan(10_000));
    expect(read(xml)).toHaveLength(10_001);
    expect(Buffer.byteLength(xml)).toBeLessThan(30_000_000);
  });
});
