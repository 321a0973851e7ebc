// Runs the fault suite against dist/: node scripts/test-faults.mjs [--seed S | --seeds N]. The suite and the simulators
// are TypeScript, which Node 20 does not run as it is, so they are bundled into a folder of their own first.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'auditform-fault-suite-'));
const outfile = join(folder, 'main.mjs');
try {
  // A copy, so that a build in the meantime does not pull the command from under a run that takes minutes.
  for (const part of ['dist', 'schemas', 'packs', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/faults/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const env = {
    ...process.env,
    AUDITFORM_FAULTS_MAIN: process.env.AUDITFORM_FAULTS_MAIN ?? join(folder, 'dist/main.js'),
  };
  const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
