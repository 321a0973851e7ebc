import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './templates.ts';

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** `auditform` and `npm` on a PATH, as a job has them after its install step; npm only writes down what it was asked. */
export interface CommandLine {
  readonly folder: string;
  run(
    script: string,
    options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly shell?: string },
  ): Promise<Ran>;
  /** Runs git, and throws unless it succeeds. */
  git(cwd: string, ...args: readonly string[]): Promise<string>;
  close(): void;
}

export async function openCommandLine(): Promise<CommandLine> {
  const folder = mkdtempSync(join(tmpdir(), 'auditform-ci-'));
  await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const program = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  program('auditform', `exec "${process.execPath}" "${join(folder, 'dist/main.mjs')}" "$@"`);
  program('npm', `echo "$@" >> "${join(folder, 'npm.log')}"`);
  const environment = { PATH: [bin, process.env.PATH].join(delimiter), HOME: folder };
  const run: CommandLine['run'] = (script, { cwd, env, shell = 'bash' }) => {
    const flags = shell === 'bash' ? ['--noprofile', '--norc', '-e', '-o', 'pipefail'] : ['-e'];
    return started(shell, [...flags, '-c', script], cwd, { ...environment, ...env });
  };
  return {
    folder,
    run,
    async git(cwd, ...args) {
      const who = {
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.com',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.com',
      };
      const { code, output } = await started('git', args, cwd, { ...environment, ...who, GIT_CONFIG_NOSYSTEM: '1' });
      if (code !== 0) throw new Error(`git ${args.join(' ')}: ${output}`);
      return output.trim();
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function started(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((done, reject) => {
    const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => void chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => void chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => done({ code: code ?? 255, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
