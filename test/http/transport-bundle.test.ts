import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { reply, startServer } from './start-server.ts';

/** undici is CommonJS: what works unbundled may lose its named exports in an ESM bundle. */
test('the transport works in the split ESM bundle that is shipped, and undici is not in its first file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'auditform-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const source = `
    import { CallOff } from './src/http/attempt-watch.ts';
    import { createLazyTransport } from './src/http/lazy-transport.ts';
    const settings = { caCertificate: null, serverName: null, insecureSkipVerify: false, connectTimeoutMs: 1000 };
    const transport = createLazyTransport(async () => settings);
    const answer = await transport.send({ method: 'GET', url: new URL(process.argv[2]), headers: {}, body: null, repeatable: true, callOff: new CallOff() });
    process.stdout.write(answer.bytes);
    await transport.close();`;
  const { metafile } = await build({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts', sourcefile: 'entry.ts' },
    outdir: folder,
    entryNames: 'main',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    metafile: true,
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  });
  const first = Object.entries(metafile.outputs).find(([path]) => path.endsWith('main.mjs'))![1];
  expect(Object.keys(first.inputs).filter((path) => path.includes('undici'))).toEqual([]);
  const server = await startServer((response) => reply(response, 200, '"through the bundle"'));
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'main.mjs'), server.url]);
  expect(stdout).toBe('"through the bundle"');
});
