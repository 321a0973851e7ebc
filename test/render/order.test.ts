import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import { createPalette } from '../../src/render/palette.ts';
import { renderPlan } from '../../src/render/render-plan.ts';
import { reviewSections } from '../../src/render/review.ts';
import { change, longSetPlan, operation, plan, richPlan, target } from './plans.ts';

const FORMATS = ['text', 'markdown', 'html'] as const;

describe('what is read first', () => {
  test.each(FORMATS)('%s: weakening and lost history, then unknown, strengthening, and the rest', async (format) => {
    const out = await renderPlan(richPlan(), format, createPalette(false));
    const titles = [
      'Weakens auditing or loses history (6)',
      'Direction unknown (1)',
      'Strengthens auditing (5)',
      'Neutral (1)',
    ];
    const places = [...titles, 'Steps, in order'].map((title) => out.lastIndexOf(title));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((left, right) => left - right));
  });

  test('a change that loses history is among the worst, whatever its direction', () => {
    const loses = change('TaurusDBInstance/a#/reserve_audit_logs', {
      after: false,
      direction: 'neutral',
      historyLoss: true,
    });
    const sections = reviewSections(plan({ targets: [target('TaurusDBInstance/a')], changes: [loses] }));
    expect(sections.map(({ kind }) => kind)).toEqual(['worst']);
  });

  test('of a long set every member that stops being recorded is named, however many there are', async () => {
    const text = await renderPlan(longSetPlan(1_000), 'text', createPalette(false));
    for (let number = 0; number < 1_000; number += 1) expect(text).toContain(`\`memcached/event number ${number}\``);
  });

  test('of other members of a set twelve lines suffice to know what is meant', async () => {
    const shown = longSetPlan(40);
    const better = shown.changes.map((one) => ({
      ...one,
      before: one.after,
      after: null,
      direction: 'strengthens' as const,
    }));
    const text = await renderPlan(plan({ targets: shown.targets, changes: better }), 'text', createPalette(false));
    expect(text).toContain('Strengthens auditing (40)');
    expect(text).toContain('and 29 more will be recorded');
  });

  test.each(FORMATS)('%s: targets in sync are one number', async (format) => {
    const targets = Array.from({ length: 500 }, (_, index) =>
      target(`TairInstance/quiet-${index}`, { status: 'in-sync' }),
    );
    const out = await renderPlan(plan({ targets, verdict: 'in-sync' }), format, createPalette(false));
    expect(out).toContain('500 in sync');
    expect(out).not.toContain('quiet-');
  });
});

describe('beside each change', () => {
  const id = 'TairInstance/a#/DbAudit';
  const worse: Partial<Change> = { before: true, after: false, direction: 'weakens' };
  const step = operation('TairInstance/a/set', 'ModifyAuditLogConfig: do not audit', [id]);
  const text = (parts: { change?: Partial<Change>; operations?: (typeof step)[] }) =>
    renderPlan(
      plan({
        targets: [target('TairInstance/a')],
        changes: [change(id, { ...worse, ...parts.change })],
        operations: parts.operations ?? [step],
      }),
      'text',
      createPalette(false),
    );

  test('stand the manifest line and the vendor call', async () => {
    expect(await text({})).toContain('audit/manifest.yaml:7  DbAudit  by ModifyAuditLogConfig\n');
  });

  test('stands that consent is missing, or who gave it until when and why', async () => {
    expect(await text({})).toContain('auditing switched off  NEEDS CONSENT');
    const waiver = { path: '/spec/DbAudit', reason: 'SEC-1', owner: 'dba', until: '2027-01-31' };
    const waived = await text({ change: { waiver } });
    expect(waived).toContain('waived until 2027-01-31 by dba: SEC-1');
    expect(waived).not.toContain('NEEDS CONSENT');
  });

  test('stands that nothing will be called where the target is blocked', async () => {
    const blocked = await text({ operations: [] });
    expect(blocked).toContain('no vendor call: nothing is planned for this target');
    expect(blocked).not.toContain('NEEDS CONSENT');
  });
});
