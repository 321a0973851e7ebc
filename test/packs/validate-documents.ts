import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Problem } from '../../src/model/problem.ts';
import { createPalette } from '../../src/render/palette.ts';
import { runCli } from '../../src/run-cli.ts';

export interface Validated {
  readonly code: number;
  readonly problems: readonly Problem[];
  readonly stderr: string;
}

/** `auditform validate FOLDER FLAG…` of these documents, one a file: `0.yaml`, `1.yaml` and so on. */
export async function validateDocuments(
  documents: readonly (object | string)[],
  ...flags: readonly string[]
): Promise<Validated> {
  const folder = mkdtempSync(join(tmpdir(), 'auditform-packs-'));
  try {
    for (const [index, document] of documents.entries())
      writeFileSync(
        join(folder, `${String(index).padStart(4, '0')}.yaml`),
        typeof document === 'string' ? document : stringify(document),
      );
    return await validateFolder(folder, ...flags);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function validateFolder(folder: string, ...flags: readonly string[]): Promise<Validated> {
  const [out, talk] = [[] as string[], [] as string[]];
  const signal = new AbortController().signal;
  const code = await runCli(['validate', folder, '--format', 'json', ...flags], {
    env: {},
    stdout: (text) => void out.push(text),
    stderr: (text) => void talk.push(text),
    palette: createPalette(false),
    talkPalette: createPalette(false),
    now: () => Date.parse('2026-06-01T00:00:00Z'),
    ask: null,
    stop: signal,
    abort: signal,
  });
  const text = out.join('');
  const problems = text === '' ? [] : (JSON.parse(text) as { readonly problems: readonly Problem[] }).problems;
  return { code, problems, stderr: talk.join('') };
}
