import { describe, expect, test } from 'vitest';
import { createPalette } from '../../src/render/palette.ts';
import { renderPlan } from '../../src/render/render-plan.ts';
import { version } from '../../src/version.ts';
import { richPlan } from './plans.ts';

const ENDINGS = { text: 'txt', json: 'json', markdown: 'md', html: 'html', sarif: 'sarif', junit: 'xml' } as const;

describe('a plan that has everything looks like this', () => {
  test.each(Object.entries(ENDINGS))('as %s', async (format, ending) => {
    const plan = await renderPlan(richPlan(), format, createPalette(false));
    const timeless = plan.replaceAll(`ersion": "${version}"`, 'ersion": "(this one)"');
    await expect(timeless).toMatchFileSnapshot(`expected/plan.${ending}`);
  });

  test.each(['text', 'markdown', 'junit'] as const)('as %s, told as drift', async (format) => {
    const drift = await renderPlan(richPlan(), format, createPalette(false), 'drift');
    await expect(drift).toMatchFileSnapshot(`expected/drift.${ENDINGS[format]}`);
  });
});
