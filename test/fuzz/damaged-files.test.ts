import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../workspace.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 40);
let workspace: Workspace;

beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['taurusdb'] });
  workspace.write('manifest.yaml', {
    apiVersion: 'auditform/v1',
    kind: 'TaurusDBInstance',
    metadata: { name: 'ledger' },
    connection: {
      endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
      project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
      credentials: { accessKey: { fromEnv: 'HUAWEICLOUD_SDK_AK' }, secretKey: { fromEnv: 'HUAWEICLOUD_SDK_SK' } },
    },
    target: { instance_id: '3d39c18788b54a919bab633874c159dfin07' },
    spec: { keep_days: 365 },
  });
});
afterEach(() => workspace.close());

const writes = () => workspace.sandbox.requests('taurusdb').filter(({ method }) => method === 'PUT').length;

/** Bytes cut out, put in or written over, somewhere. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.nat({ max: 40 }),
  put: fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('', '"__proto__":{},', '{', '\u0000', '"id":"x",')),
});
const damaged = (text: string, { at, drop, put }: { at: number; drop: number; put: string }) => {
  const place = Math.floor(at * text.length);
  return text.slice(0, place) + put + text.slice(place + drop);
};

describe('a file that is damaged', () => {
  test('as a plan is refused, whatever was done to it, and nothing is written', async () => {
    const file = join(workspace.folder, 'plan.json');
    await workspace.run('plan', workspace.folder, '-o', file);
    const text = readFileSync(file, 'utf8');
    const meaning = JSON.stringify({ ...JSON.parse(text), made: null });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const now = damages.reduce(damaged, text);
        fc.pre(!meansTheSame(now, meaning));
        writeFileSync(file, now);
        const ran = await workspace.run('apply', file, '--yes');
        expect([ran.code, ran.stderr.includes('AF506')], ran.stderr).toEqual([4, true]);
        expect(ran.stderr).not.toContain('AF999');
        expect((await workspace.run('show', file)).code).toBe(1);
      }),
      { seed: 20260602, numRuns: RUNS },
    );
    expect(writes()).toBe(0);
  });

  test('as a plan is refused when it nests without end, wherever that is', async () => {
    const file = join(workspace.folder, 'plan.json');
    await workspace.run('plan', workspace.folder, '-o', file);
    const text = readFileSync(file, 'utf8');
    const nest = '['.repeat(100_000) + ']'.repeat(100_000);
    const deep = [nest, text.replace('{', `{"more":${nest},`), text.replace('"input": {', `"input": {"more":${nest},`)];
    for (const damaged of deep) {
      expect(damaged.length).toBeGreaterThanOrEqual(200_000);
      writeFileSync(file, damaged);
      const ran = await workspace.run('apply', file, '--yes');
      expect([ran.code, ran.stderr.includes('AF506'), ran.stderr.includes('AF999')], ran.stderr).toEqual([
        4,
        true,
        false,
      ]);
      expect((await workspace.run('show', file)).code).toBe(1);
    }
    expect(writes()).toBe(0);
  });

  test('as a journal costs knowledge and nothing else', async () => {
    const folder = join(workspace.folder, '.auditform/journal');
    mkdirSync(folder, { recursive: true });
    expect((await workspace.run('apply', workspace.folder, '--yes')).code).toBe(0);
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((value) => `{"event":"outcome","identity":"taurusdb/x","remember":${value}}`),
      fc.constant('{"event":"outcome","identity":"__proto__","remember":{"__proto__":{"x":1},"constructor":1}}'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 5 }), fc.uint8Array(), async (lines, bytes) => {
        writeFileSync(
          join(folder, '20260101T000000000Z-00000000.jsonl'),
          Buffer.concat([Buffer.from(lines.join('\n')), bytes]),
        );
        writeFileSync(join(folder, 'seen.json'), bytes);
        const ran = await workspace.run('drift', workspace.folder);
        expect([ran.code, ran.stdout.includes('No drift: 1 target.')], ran.stdout + ran.stderr).toEqual([0, true]);
      }),
      { seed: 20260603, numRuns: RUNS },
    );
    expect(Object.prototype).not.toHaveProperty('x');
  });
});

function meansTheSame(text: string, meaning: string): boolean {
  try {
    return JSON.stringify({ ...(JSON.parse(text) as object), made: null }) === meaning;
  } catch {
    return false;
  }
}
