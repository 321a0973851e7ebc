import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ vendors: [] });
});
afterEach(() => workspace.close());

async function judge(name: string, pattern: string) {
  workspace.write(
    'a.yaml',
    {
      apiVersion: 'auditform/v1',
      kind: 'TairInstance',
      metadata: { name },
      connection: { region: 'cn-hangzhou' },
      target: { InstanceId: 'r-a' },
      spec: { DbAudit: true },
    },
    {
      apiVersion: 'auditform/v1',
      kind: 'Guardrail',
      metadata: { name: 'named-well' },
      spec: {
        schema: { properties: { metadata: { properties: { name: { pattern } } } } },
        message: 'Names are short.',
      },
    },
  );
  const ran = await workspace.run('validate', workspace.folder);
  return { code: ran.code, said: ran.stdout + ran.stderr };
}

test('a pattern that JavaScript would never finish is judged at once', async () => {
  expect(await judge(`${'a'.repeat(200)}b`, '^(a+)+$')).toMatchObject({ code: 3 });
});

test.each([
  ['prod-eu', '^(prod|test)-[a-z]{2}$', 0],
  ['prod-1', '^(prod|test)-[a-z]{2}$', 3],
  ['prod-1', String.raw`^\w+-\d$`, 0],
])('%s against %s ends with %i', async (name, pattern, code) => {
  expect((await judge(name, pattern)).code).toBe(code);
});

test("look-around does not compile, and is said to be the guardrail's fault", async () => {
  const { code, said } = await judge('prod', '^(?=p)prod$');
  expect([code, said.includes('AF215')]).toEqual([1, true]);
});
