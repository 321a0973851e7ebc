import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { parse, type ParserError } from 'parse5';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { View } from '../../src/render/change-words.ts';
import { createPalette } from '../../src/render/palette.ts';
import { renderPlan } from '../../src/render/render-plan.ts';
import { hostilePlan, NASTY, planOf } from './hostile-plan.ts';
import { operation, plan, richPlan, target } from './plans.ts';

const FORMATS = ['text', 'json', 'markdown', 'html', 'sarif', 'junit'] as const;
const render = (shown: Plan, format: string, view: View = 'plan') =>
  renderPlan(shown, format, createPalette(false), view);
/** Everything that moves a cursor, hides, or turns text round; a line end is the one control that a report needs. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** Each nasty text in every place, then mixtures of them. */
async function always(holds: (shown: Plan, view: View) => Promise<void>): Promise<void> {
  for (const nasty of NASTY) {
    const texts = Object.fromEntries(
      ['label', 'value', 'file', 'user', 'summary', 'reason', 'message', 'fix', 'fact'].map((name) => [name, nasty]),
    );
    await holds(planOf(texts as Parameters<typeof planOf>[0]), 'plan');
  }
  await fc.assert(
    fc.asyncProperty(hostilePlan, fc.constantFrom('plan', 'drift'), async (shown, view) => holds(shown, view as View)),
    { numRuns: 150 },
  );
}

describe('whatever stands in a manifest or comes from a vendor', () => {
  test.each(FORMATS)('%s holds no raw control character', async (format) => {
    await always(async (shown, view) => {
      const out = await render(shown, format, view);
      expect(CONTROLS.exec(out)).toBeNull();
      expect(out).toBe(Buffer.from(out).toString());
    });
  });

  test('JSON and SARIF parse, and JSON says the same as the plan', async () => {
    await always(async (shown, view) => {
      expect(JSON.parse(await render(shown, 'json', view))).toEqual(JSON.parse(JSON.stringify(shown)));
      JSON.parse(await render(shown, 'sarif', view));
    });
  });

  test('JUnit is well-formed XML of the elements that we write', async () => {
    await always(async (shown, view) => {
      const names = new Set<string>();
      const parser = new SaxesParser();
      parser.on('error', (error) => {
        throw error;
      });
      parser.on('opentag', ({ name }) => void names.add(name));
      parser.write(await render(shown, 'junit', view)).close();
      const ours = new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'system-out']);
      expect([...names].filter((name) => !ours.has(name))).toEqual([]);
    });
  });

  test('HTML parses without an error and has no element or attribute that could run or load anything', async () => {
    await always(async (shown, view) => {
      const errors: ParserError[] = [];
      const document = parse(await render(shown, 'html', view), { onParseError: (error) => errors.push(error) });
      expect(errors).toEqual([]);
      for (const { name, attributes } of elements(document)) {
        expect(name).not.toMatch(/^(script|iframe|object|embed|link|img|base|form|foreignobject)$/i);
        for (const { name: attribute, value } of attributes) {
          expect(attribute).not.toMatch(/^(on|src|style|action|xlink)/i);
          if (attribute === 'href') expect(value).toMatch(/^#[\w-]+$/);
        }
      }
    });
  });

  test('Markdown keeps its tables whole, refers to nobody, and holds no markup but its own', async () => {
    const markdown = new MarkdownIt({ html: true, linkify: true });
    await always(async (shown, view) => {
      const out = await render(shown, 'markdown', view);
      const tokens = markdown.parse(out, {});
      const rows = tokens.filter(({ type }) => type === 'tr_open').length;
      const tables = tokens.filter(({ type }) => type === 'table_open').length;
      expect(rows - tables).toBe(shown.changes.length);
      expect(out.split('\n').filter((line) => line.startsWith('| ') && line.endsWith(' |')).length).toBe(rows);
      for (const { type, content } of tokens.filter(({ type }) => type === 'html_block'))
        expect(`${type} ${content}`).toMatch(/^html_block (<details><summary>[^<>]*<\/summary>\n|<\/details>\n)$/);
      const inline = tokens.flatMap(({ children }) => children ?? []);
      expect(inline.filter(({ type }) => /^(html|link|image|s_|em_|hardbreak|softbreak)/.test(type))).toEqual([]);
      for (const { content } of inline.filter(({ type }) => type === 'text'))
        expect(content).not.toMatch(/@\w|(^|\W)#\d|\bGH-\d|https?:\/\/|www\.\w|[!$~%&]\d/i);
      expect(out).not.toContain('<!--');
    });
  });
});

function elements(node: object): { name: string; attributes: { name: string; value: string }[] }[] {
  const { tagName, attrs, childNodes } = node as {
    tagName?: string;
    attrs?: { name: string; value: string }[];
    childNodes?: object[];
  };
  const below = (childNodes ?? []).flatMap(elements);
  return tagName === undefined ? below : [{ name: tagName, attributes: attrs ?? [] }, ...below];
}

describe('secrets', () => {
  test.each(['text', 'markdown', 'html', 'sarif', 'junit'])(
    '%s shows what the plan says of a change, never what is sent',
    async (format) => {
      const step = {
        ...operation('DBAuditDatabase/a/set', 'PATCH /databases/1: password', []),
        input: { password: 'hunter2-input' },
      };
      const wish = { target: {}, spec: { password: 'hunter2-wish' }, ensure: 'present', connection: 'c' } as const;
      const shown = plan({
        targets: [target('DBAuditDatabase/a', { desired: wish })],
        operations: [step],
        connections: {
          c: { system: 'dbaudit', endpoint: 'hunter2-endpoint' } as unknown as Plan['connections'][string],
        },
      });
      expect(await render(shown, format)).not.toContain('hunter2');
      expect(await render(richPlan(), format)).not.toContain('hunter2');
    },
  );
});
