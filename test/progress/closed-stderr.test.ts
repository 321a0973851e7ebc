import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

const root = join(import.meta.dirname, '../..');
const manifests = ['couchbase.yaml', 'connections.yaml'].map((file) => join(root, 'examples', file));
let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ['couchbase'] });
  folder = mkdtempSync(join(tmpdir(), 'auditform-talk-'));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The built command: `npm test` builds first. */
test('a run whose talk nobody reads any more ends as it would have', async () => {
  const argv = [join(root, 'dist/main.js'), 'apply', ...manifests, '--yes', '--format', 'json'];
  const env = { PATH: process.env.PATH, ...sandbox.environment };
  const child = spawn(process.execPath, argv, { cwd: folder, env });
  child.stderr.destroy();
  const said: string[] = [];
  child.stdout.on('data', (data: Buffer) => said.push(data.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(0);
  expect(JSON.parse(said.join(''))).toMatchObject({ outcome: [{ status: 'done' }], exitCode: 0 });
});
