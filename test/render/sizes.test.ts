import { describe, expect, test } from 'vitest';
import { createPalette } from '../../src/render/palette.ts';
import { renderPlan } from '../../src/render/render-plan.ts';
import { bigPlan, longSetPlan } from './plans.ts';

const FORMATS = ['text', 'json', 'markdown', 'html', 'sarif', 'junit'] as const;
/** Far above what it takes (well below a second), so that a busy machine does not fail; a quadratic renderer would. */
const SECONDS = 5;

describe.each([1, 50, 10_000])('a plan of %d changes', (count) => {
  const [wide, deep] = [bigPlan(count), longSetPlan(count)];

  test.each(FORMATS)('is rendered as %s within seconds, one target or many', async (format) => {
    for (const plan of [wide, deep]) {
      const started = performance.now();
      const out = await renderPlan(plan, format, createPalette(false));
      expect((performance.now() - started) / 1_000).toBeLessThan(SECONDS);
      expect(out.length).toBeGreaterThan(100);
    }
  });

  test('gives equal bytes for equal plans', async () => {
    for (const format of FORMATS)
      expect(await renderPlan(structuredClone(deep), format, createPalette(false))).toBe(
        await renderPlan(deep, format, createPalette(false)),
      );
  });
});
