import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openWorkspace, type Workspace } from '../workspace.ts';

const loaded = vi.hoisted(() => ({ times: 0 }));
vi.mock('../../src/telemetry/start-telemetry.ts', () => {
  loaded.times += 1;
  return { startTelemetry: () => null };
});

const manifests = ['couchbase.yaml', 'connections.yaml'].map((file) =>
  join(import.meta.dirname, '../../examples', file),
);
const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
let workspace: Workspace;

beforeAll(async () => {
  workspace = await openWorkspace({ vendors: ['couchbase'] });
});
afterAll(() => workspace.close());

test.each([
  { why: 'no variable asks for it', env: {}, argv: ['plan', ...manifests] },
  { why: 'variables are empty', env: { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, argv: ['plan', ...manifests] },
  { why: 'it is switched off', env: { ...endpoint, OTEL_SDK_DISABLED: 'true' }, argv: ['plan', ...manifests] },
  { why: 'no vendor is called', env: endpoint, argv: ['validate', ...manifests] },
  { why: 'only the version is asked for', env: endpoint, argv: ['--version'] },
])('nothing of telemetry is loaded where $why', async ({ env, argv }) => {
  await workspace.runWith({ env }, ...argv);
  expect(loaded.times).toBe(0);
});

test('it is loaded once a variable asks for it', async () => {
  const { code } = await workspace.runWith({ env: endpoint }, 'plan', ...manifests);
  expect(code).toBe(0);
  expect(loaded.times).toBe(1);
});
