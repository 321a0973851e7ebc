import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The same parser, without its questions to the environment: Node answers each with a call into the system, and the other
 * build asks twice for every token. ES modules too, so that what nobody uses is left out.
 */
export const yaml = `${root}node_modules/yaml/browser/dist/index.js`;

/** How the sources become what Node runs: for the command and for what the benchmark measures of it. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  alias: { yaml, undici: `${root}scripts/undici-dispatchers.cjs` },
  // Bundled CommonJS packages ask for Node's own modules through require.
  banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
  logLevel: 'warning',
};
