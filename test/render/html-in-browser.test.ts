import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planHtml } from '../../src/render/plan-html.ts';
import { chromiumPath, launch, pageFile } from './browser.ts';
import { outlineOf, overflow, pageColour, poorContrast, stepsDrawn } from './page-checks.js';
import { bigPlan, longSetPlan, richPlan } from './plans.ts';

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

describe.skipIf(chromiumPath === null)('the page, looked at in a browser', () => {
  let browser: Browser;
  const rich = pageFile(planHtml(richPlan()));
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: DESKTOP, ...options });
    await page.goto(url);
    return page;
  }

  test('loads nothing but itself and complains about nothing', async () => {
    const page = await browser.newPage();
    const [asked, said] = [[] as string[], [] as string[]];
    page.on('request', (request) => void asked.push(request.url()));
    page.on('console', (message) => void said.push(message.text()));
    page.on('pageerror', (error) => void said.push(error.message));
    await page.goto(rich);
    expect([asked, said]).toEqual([[rich], []]);
    await page.close();
  });

  test.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
    ['narrow', { width: 320, height: 640 }],
  ])('fits the width of a %s', async (_name, viewport) => {
    const page = await open(rich, { viewport });
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    await page.close();
  });

  test('shows every weakening on the first screens of a desktop, before any other change', async () => {
    const page = await open(rich);
    const rows = await page.locator('#worst tbody tr').count();
    const last = await page.locator('#worst tbody tr').last().boundingBox();
    const next = await page.locator('#unknown').boundingBox();
    expect(rows).toBe(6);
    expect(last!.y).toBeLessThan(DESKTOP.height);
    expect(next!.y).toBeGreaterThan(last!.y);
    await page.close();
  });

  test('has one first heading, no level left out, and tables whose columns and rows have headers', async () => {
    const page = await open(rich);
    const levels = await page.locator('h1,h2,h3').evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.slice(1).forEach((level, index) => {
      expect(level - levels[index]!).toBeLessThanOrEqual(1);
    });
    const tables = await page.locator('table').evaluateAll((all) =>
      all.map((table) => ({
        columns: table.querySelectorAll('thead th[scope=col]').length,
        rows: [...table.querySelectorAll('tbody tr')].map((row) => [
          row.children.length,
          row.querySelectorAll('th[scope=row]').length,
        ]),
      })),
    );
    expect(tables.length).toBeGreaterThan(5);
    for (const { columns, rows } of tables) for (const row of rows) expect(row).toEqual([columns, 1]);
    await page.close();
  });

  test('can be used with the keyboard alone, without scripts, and shows where the focus is', async () => {
    const page = await open(rich, { javaScriptEnabled: false });
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the report');
    expect((await page.locator(':focus').boundingBox())!.x).toBeGreaterThanOrEqual(0);
    for (let presses = 0; presses < 40 && (await page.locator('summary:focus').count()) === 0; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus-visible').count()).toBe(1);
    }
    const words = page.locator('#posture details table');
    expect(await words.isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await words.isVisible()).toBe(true);
    expect(await page.locator(':focus').evaluate(outlineOf)).toBe('solid');
    await page.close();
  });

  test.each(['light', 'dark'] as const)('has readable contrast in %s', async (colorScheme) => {
    const page = await open(rich, { colorScheme });
    const poor = await page.evaluate(poorContrast);
    expect(poor).toEqual([]);
    expect(await page.evaluate(pageColour)).toBe(colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)');
    await page.close();
  });

  test('draws each step as a box with its words inside, no box on another, and an arrow for each order', async () => {
    const page = await open(rich);
    expect(await page.evaluate(stepsDrawn)).toEqual({ boxes: 8, overlaps: 0, outside: [], arrows: 2 });
    expect(await page.locator('#steps h3', { hasText: 'Why in this order' }).count()).toBe(1);
    await page.close();
  });

  test('draws what each target records before and after, in words for those who do not see it', async () => {
    const page = await open(rich);
    const picture = page.locator('#posture svg');
    expect(await picture.getAttribute('role')).toBe('img');
    expect(await picture.locator('title').first().textContent()).toBe(
      'What is recorded and kept, before and after, by target',
    );
    const text = await picture.textContent();
    for (const said of ['auditing on, kept for ever', 'auditing on, kept 90 days', 'auditing off'])
      expect(text).toContain(said);
    await page.close();
  });

  test('prints everything, folded parts too', async () => {
    const page = await open(rich);
    await page.emulateMedia({ media: 'print' });
    const hidden = await page
      .locator('details table')
      .evaluateAll((all) => all.filter((table) => table.getBoundingClientRect().height === 0).length);
    expect(hidden).toBe(0);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });

  test.each([
    ['10,000 changes', bigPlan(10_000)],
    ['one set of 10,000 members', longSetPlan(10_000)],
  ])('stays usable with %s', async (_name, plan) => {
    const started = performance.now();
    const page = await open(pageFile(planHtml(plan)));
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(await page.locator('rect.box').count()).toBeLessThanOrEqual(40);
    expect(await page.locator('details').first().isVisible()).toBe(true);
    await page.close();
  });

  test('says how much is not in the pictures', async () => {
    const page = await open(pageFile(planHtml(bigPlan(10_000))));
    const captions = await page.locator('figcaption').allTextContents();
    expect(captions.join(' ')).toContain('9970 of 10000 targets are not in the picture');
    expect(captions.join(' ')).toContain('9960 of 10000 steps are not in the picture');
    await page.close();
  });
});
