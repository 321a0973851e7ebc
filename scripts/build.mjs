// Bundles src/main.ts into dist/: ES modules, one chunk per lazily loaded part, so that the command starts fast.
import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
await rm(`${root}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  // The second is the file of a thread.
  entryPoints: ['src/main.ts', 'src/manifest/parse-worker.ts'],
  entryNames: '[name]',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  // Bundled CommonJS packages ask for Node's own modules through require.
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});
await chmod(`${root}/dist/main.js`, 0o755);
