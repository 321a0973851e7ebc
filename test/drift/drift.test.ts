import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Drift } from '../../src/drift/tell-apart.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-06-01T00:00:00Z');
let workspace: Workspace;
let hour = 0;

const manifest = (keepDays: number) =>
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
    spec: { keep_days: keepDays },
  });

/** Somebody changes the vendor's setting without auditform. */
function atTheVendor(keepDays: number): void {
  const simulator = workspace.sandbox.simulator('taurusdb');
  const state = simulator.state() as { instances: { keepDays: number }[] };
  state.instances[0]!.keepDays = keepDays;
  simulator.restore(state);
}

/** One run at the next full hour. */
async function drift(...argv: string[]): Promise<Drift[]> {
  const now = START + HOUR * hour++;
  const ran = await workspace.runWith({ now: () => now }, 'drift', workspace.folder, '--format', 'json', ...argv);
  return jsonOf<{ drift: Drift[] }>(ran).drift;
}

beforeEach(async () => {
  hour = 0;
  workspace = await openWorkspace({ vendors: ['taurusdb'] });
});
afterEach(() => workspace.close());

describe('drift tells where a difference comes from', () => {
  test('the vendor, when the manifest has wanted the same since it was last seen right, and in which window', async () => {
    manifest(7);
    expect(await drift()).toEqual([]);
    atTheVendor(3);
    const expected = {
      change: 'TaurusDBInstance/ledger#/keep_days',
      by: 'vendor',
      lastRight: '2026-06-01T00:00:00.000Z',
      firstWrong: '2026-06-01T01:00:00.000Z',
      techniques: [
        { version: '18', id: 'T1562.008' },
        { version: '19', id: 'T1685.002' },
      ],
    };
    expect(await drift()).toMatchObject([expected]);
    expect(await drift(), 'the window stays what it was').toMatchObject([expected]);
  });

  test('the manifest, when its wish changed since', async () => {
    manifest(7);
    await drift();
    manifest(30);
    expect(await drift()).toMatchObject([{ by: 'manifest', techniques: [] }]);
  });

  test('unknown, when it was never seen right, and then only the first sighting is told', async () => {
    manifest(30);
    expect(await drift()).toMatchObject([{ by: 'unknown', lastRight: null, firstWrong: '2026-06-01T00:00:00.000Z' }]);
  });

  test('strengthening at the vendor carries no technique', async () => {
    manifest(7);
    await drift();
    atTheVendor(30);
    expect(await drift()).toMatchObject([{ by: 'vendor', techniques: [] }]);
  });

  test('what apply brought about counts as seen right', async () => {
    manifest(30);
    await workspace.runWith({ now: () => START - HOUR }, 'apply', workspace.folder, '--yes');
    atTheVendor(7);
    expect(await drift()).toMatchObject([{ by: 'vendor', lastRight: '2026-05-31T23:00:00.000Z' }]);
  });

  test('one drift has one fingerprint, another value another', async () => {
    manifest(7);
    await drift();
    atTheVendor(3);
    const [first] = await drift();
    const [again] = await drift();
    atTheVendor(2);
    const [other] = await drift();
    expect(again!.fingerprint).toBe(first!.fingerprint);
    expect(other!.fingerprint).not.toBe(first!.fingerprint);
  });

  test('healed and drifted again is a new window', async () => {
    manifest(7);
    await drift();
    atTheVendor(3);
    await drift();
    atTheVendor(7);
    await drift();
    atTheVendor(3);
    expect(await drift()).toMatchObject([
      { lastRight: '2026-06-01T02:00:00.000Z', firstWrong: '2026-06-01T03:00:00.000Z' },
    ]);
  });

  test('in words, too', async () => {
    manifest(7);
    await drift();
    atTheVendor(3);
    const ran = await workspace.run('drift', workspace.folder);
    expect(ran.stdout).toMatch(/changed at the vendor, between 2026-06-01T00:00:00.000Z and .*T1562.008/);
    manifest(30);
    const pending = await workspace.run('drift', workspace.folder);
    expect(pending.stdout).toContain('Changed in the manifest and not applied (1)');
    expect(pending.stdout).not.toContain('at the vendor');
  });
});

describe('what was seen is a help, never a need', () => {
  const seen = () => join(workspace.folder, '.auditform/journal/seen.json');

  test.each([
    '',
    'not json',
    '{"targets":{"TaurusDBInstance/ledger":{"checked":1}}}',
    '[]',
    '{"targets":{"__proto__":{}}}',
  ])('a damaged file (%s) only means that less is told', async (text) => {
    manifest(7);
    await drift();
    writeFileSync(seen(), text);
    atTheVendor(3);
    expect(await drift()).toMatchObject([{ by: 'unknown', lastRight: null }]);
  });

  test('a folder that takes no file leaves the exit code as it is', async () => {
    manifest(7);
    const file = workspace.write('in-the-way', 'x');
    chmodSync(file, 0o400);
    const ran = await workspace.run('drift', workspace.folder, '--journal', join(file, 'journal'));
    expect([ran.code, ran.stdout.startsWith('No drift')]).toEqual([0, true]);
    expect(ran.stderr).toContain('ENOTDIR');
  });

  test('no secret is in the file', async () => {
    manifest(7);
    await drift();
    const text = readFileSync(seen(), 'utf8');
    expect(text).toContain('TaurusDBInstance/ledger');
    expect(text).not.toContain(workspace.sandbox.environment.HUAWEICLOUD_SDK_SK);
  });
});
