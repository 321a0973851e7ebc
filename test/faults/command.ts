import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { World } from './world.ts';

const MAIN = process.env.AUDITFORM_FAULTS_MAIN ?? fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** No run may take longer, whatever the vendors do. */
const HUNG_MS = 150_000;

export interface Ran {
  readonly argv: readonly string[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly hung: boolean;
  readonly ms: number;
}

/** The built command in a process of its own. `onStart` gets what sends it a signal. */
export async function command(
  world: World,
  argv: readonly string[],
  onStart: (kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ran> {
  const started = Date.now();
  const env = { PATH: process.env.PATH, ...world.environment };
  const child = spawn(process.execPath, [MAIN, ...argv], { cwd: world.folder, env });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => stdout.push(data));
  child.stderr.on('data', (data: Buffer) => stderr.push(data));
  onStart((signal) => child.kill(signal));
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, HUNG_MS);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) => {
    child.on('close', (...ending) => done(ending));
  });
  clearTimeout(timer);
  const [out, talk] = [stdout, stderr].map((chunks) => Buffer.concat(chunks).toString('utf8'));
  return { argv, code, signal, stdout: out!, stderr: talk!, hung, ms: Date.now() - started };
}
