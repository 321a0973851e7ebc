import { describe, expect, test } from 'vitest';
import type { Drift } from '../../src/drift/tell-apart.ts';
import { createPalette } from '../../src/render/palette.ts';
import { renderPlan } from '../../src/render/render-plan.ts';
import { change, operation, plan, target } from './plans.ts';

const id = 'TairInstance/a#/DbAudit';
const origin: Drift = {
  change: id,
  by: 'vendor',
  lastRight: '2026-03-01T06:00:00.000Z',
  firstWrong: '2026-03-02T06:00:00.000Z',
  techniques: [{ version: 18, id: 'T1562.008' } as unknown as Drift['techniques'][number]],
  fingerprint: 'sha256:00',
};
const drifted = {
  ...plan({
    targets: [target('TairInstance/a')],
    changes: [change(id, { before: false, after: true, direction: 'strengthens' })],
    operations: [operation('TairInstance/a/set', 'ModifyAuditLogConfig: audit', [id])],
  }),
  drift: [origin],
};

describe('drift', () => {
  test.each(['text', 'markdown', 'html', 'sarif', 'junit'])(
    '%s says what was done, in which window, and what it is called',
    async (format) => {
      const out = (await renderPlan(drifted, format, createPalette(false), 'drift')).replaceAll('&amp;', '&');
      for (const said of ['auditing switched off', 'changed at the vendor', '2026-03-01T06:00:00.000Z', 'T1562.008'])
        expect(out).toContain(said);
    },
  );

  test('needs no consent to be told', async () => {
    const worse = plan({
      targets: [target('TairInstance/a')],
      changes: [change(id, { before: true, after: false, direction: 'weakens' })],
    });
    const text = await renderPlan(worse, 'text', createPalette(false), 'drift');
    expect(text).toContain(
      'Auditing was strengthened at the vendor; putting the manifest back would weaken it (1)\n  + ',
    );
    expect(text).not.toContain('CONSENT');
  });
});
