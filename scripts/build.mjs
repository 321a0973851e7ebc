// Bundles src/main.ts into dist/: ES modules, one chunk per lazily loaded part, so that the command starts fast.
import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.mjs';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
await rm(dist, { recursive: true, force: true });
await build({
  ...bundleOptions,
  entryPoints: ['src/main.ts'],
  entryNames: '[name]',
  outdir: dist,
  splitting: true,
});
await chmod(`${dist}/main.js`, 0o755);
