import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { CommandLine } from './command-line.ts';

/** A real repository with a branch `main`, whose manifests describe the sandbox. */
export interface ScratchRepository {
  readonly folder: string;
  write(file: string, text: string): void;
  /** Commits everything on the current branch and returns the commit. */
  commit(message: string): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
}

export async function createScratchRepository(line: CommandLine): Promise<ScratchRepository> {
  const folder = mkdtempSync(join(line.folder, 'repository-'));
  const git = (...args: readonly string[]) => line.git(folder, ...args);
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  return {
    folder,
    git,
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    async commit(message) {
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** How the sandbox's Tair is reached; credentials stay in the environment, read and write apart. */
export function tairConnection({ environment }: Sandbox): string {
  return `apiVersion: auditform/v1
kind: Connection
metadata: { name: tair }
spec:
  system: tair
  region: cn-hangzhou
  endpoint: ${environment.AUDITFORM_SANDBOX_TAIR_URL}
  credentials:
    accessKeyId: { fromEnv: ALIBABA_CLOUD_READER_ACCESS_KEY_ID }
    accessKeySecret: { fromEnv: ALIBABA_CLOUD_READER_ACCESS_KEY_SECRET }
  writeCredentials:
    accessKeyId: { fromEnv: ALIBABA_CLOUD_ACCESS_KEY_ID }
    accessKeySecret: { fromEnv: ALIBABA_CLOUD_ACCESS_KEY_SECRET }
`;
}

export function tairManifest(retention: number): string {
  return `apiVersion: auditform/v1
kind: TairInstance
metadata: { name: orders }
connection: tair
target: { InstanceId: r-bp1orders0000001 }
spec: { DbAudit: true, Retention: ${retention} }
`;
}

export const READ_SECRETS = ['ALIBABA_CLOUD_READER_ACCESS_KEY_ID', 'ALIBABA_CLOUD_READER_ACCESS_KEY_SECRET'];
export const WRITE_SECRETS = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'];

export function secretsOf({ environment }: Sandbox, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, environment[name]!]));
}
