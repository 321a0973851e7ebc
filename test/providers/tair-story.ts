import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createPalette } from '../../src/render/palette.ts';
import { runCli } from '../../src/run-cli.ts';
import { type Behaviour, type Loopback, startLoopback } from './tair-loopback.ts';
import { KEY, SECRET } from './tair-strict-signature.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
}

export interface Story {
  readonly at: Loopback;
  /** `FILE` stands for a file that lives as long as the story, `.` for the manifests. */
  run(...argv: readonly string[]): Promise<Ran>;
  /** With every consent. */
  apply(...argv: readonly string[]): Promise<Ran>;
  plan(): Promise<Ran>;
  close(): Promise<void>;
}

export interface StoryOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly credentials?: object;
  /** Instances that are reached through a second Connection document for the same account and region. */
  readonly apart?: readonly string[];
}

/** A region and manifests for its instances, each named after its instance; commands run as a user runs them. */
export async function openStory(
  world: Partial<Behaviour> & Pick<Behaviour, 'instances'>,
  specs: Readonly<Record<string, object>>,
  { env = {}, credentials = {}, apart = [] }: StoryOptions = {},
): Promise<Story> {
  const at = await startLoopback(world);
  const folder = mkdtempSync(join(tmpdir(), 'auditform-tair-'));
  const manifests = join(folder, 'all.yaml');
  const connection = {
    endpoint: at.url,
    region: 'cn-hangzhou',
    credentials: { accessKeyId: KEY, accessKeySecret: { fromEnv: 'TAIR_SECRET' }, ...credentials },
  };
  const named = Object.entries(specs).map(([name, spec]) => ({
    apiVersion: 'auditform/v1',
    kind: 'TairInstance',
    metadata: { name },
    connection: apart.includes(name) ? 'second' : 'first',
    target: { InstanceId: name },
    spec,
  }));
  const connections = (apart.length > 0 ? ['first', 'second'] : ['first']).map((name) => ({
    apiVersion: 'auditform/v1',
    kind: 'Connection',
    metadata: { name },
    spec: { system: 'tair', ...connection },
  }));
  writeFileSync(manifests, [...connections, ...named].map((document) => `---\n${stringify(document)}`).join('\n'));
  const run = async (...argv: readonly string[]): Promise<Ran> => {
    const out: string[] = [];
    const journal = /^(plan|apply|drift|verify)$/.test(argv[0] ?? '') ? ['--journal', join(folder, 'journal')] : [];
    const words = argv.map((word) => (word === '.' ? manifests : word.replace('FILE', join(folder, 'file'))));
    const code = await runCli([...words, ...journal], {
      env: { TAIR_SECRET: SECRET, ...env },
      stdout: (text) => void out.push(text),
      stderr: (text) => void out.push(text),
      palette: createPalette(false),
      talkPalette: createPalette(false),
      now: Date.now,
      ask: null,
      stop: new AbortController().signal,
      abort: new AbortController().signal,
    });
    return { code, out: out.join('') };
  };
  const consent = Object.keys(specs).flatMap((name) => [
    '--allow-weaken',
    `TairInstance/${name}`,
    '--allow-history-loss',
    `TairInstance/${name}`,
  ]);
  return {
    at,
    run,
    apply: (...argv) => run('apply', ...argv, '--yes', '--verify-timeout', '10s', ...consent, '--reason', 'story'),
    plan: () => run('plan', '.', '--detailed-exitcode'),
    close: async () => {
      await at.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
