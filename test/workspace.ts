import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { createPalette } from '../src/render/palette.ts';
import { runCli } from '../src/run-cli.ts';
import type { Pulse } from '../src/progress/pulse.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/sandbox/sandbox.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with manifests and a sandbox of its own, in which commands run as a user runs them. */
export interface Workspace {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** Writes manifests (objects become YAML documents) and returns the file. */
  write(name: string, ...documents: readonly (string | object)[]): string;
  /** Runs a command line in this folder's manifests; relative words that name a file here are made absolute. */
  run(...argv: readonly string[]): Promise<Ran>;
  runWith(options: Partial<RunOptions>, ...argv: readonly string[]): Promise<Ran>;
  /** Everything any command has printed, and every file in the folder. */
  everythingWritten(): string;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly stop: AbortController;
  /** What ends waiting, a grace period after `stop`. */
  readonly abort: AbortController;
  /** Sees stderr as it is written. */
  readonly onTalk: (text: string) => void;
  readonly pulse: Pulse;
  readonly ask: ((question: string) => Promise<boolean>) | null;
}

export async function openWorkspace(options: SandboxOptions = {}): Promise<Workspace> {
  const sandbox = await startSandbox({ settleMs: 20, ...options });
  const folder = mkdtempSync(join(tmpdir(), 'auditform-'));
  const printed: string[] = [];
  const runWith = async (given: Partial<RunOptions>, ...argv: readonly string[]): Promise<Ran> => {
    const [out, talk] = [[] as string[], [] as string[]];
    const code = await runCli([...argv, ...journalOf(argv, folder)], {
      env: { ...sandbox.environment, ...given.env },
      stdout: (text) => void out.push(text),
      stderr: (text) => {
        talk.push(text);
        given.onTalk?.(text);
      },
      palette: createPalette(false),
      talkPalette: createPalette(false),
      now: given.now ?? Date.now,
      ask: given.ask ?? null,
      stop: (given.stop ?? new AbortController()).signal,
      abort: (given.abort ?? new AbortController()).signal,
      ...(given.pulse && { pulse: given.pulse }),
    });
    printed.push(...out, ...talk);
    return { code, stdout: out.join(''), stderr: talk.join('') };
  };
  return {
    sandbox,
    folder,
    write: (name, ...documents) => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        documents
          .map((document) => (typeof document === 'string' ? document : `---\n${stringify(document)}`))
          .join('\n'),
      );
      return file;
    },
    run: (...argv) => runWith({}, ...argv),
    runWith,
    everythingWritten: () => [...printed, ...filesBelow(folder).map((file) => readFileSync(file, 'utf8'))].join('\n'),
    close: async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The JSON document on stdout. */
export function jsonOf<T>(ran: Ran): T {
  return JSON.parse(ran.stdout) as T;
}

const WITH_JOURNAL = new Set(['plan', 'apply', 'drift', 'verify']);

function journalOf(argv: readonly string[], folder: string): string[] {
  return WITH_JOURNAL.has(argv[0] ?? '') && !argv.includes('--journal')
    ? ['--journal', join(folder, '.auditform/journal')]
    : [];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
