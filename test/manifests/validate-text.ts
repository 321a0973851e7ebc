import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../src/model/problem.ts';
import { createPalette } from '../../src/render/palette.ts';
import { runCli } from '../../src/run-cli.ts';

export interface Judged {
  readonly code: number;
  /** `AF102 3:1` of each error, in order. */
  readonly errors: readonly string[];
  readonly problems: readonly Problem[];
  /** All that was printed. */
  readonly printed: string;
}

/** `auditform validate PATH…`, as a user runs it, in text and in JSON. Nothing may look like a crash, and each problem says where, and what to do. */
export async function validatePaths(...paths: readonly string[]): Promise<Judged> {
  const text = await run(['validate', ...paths]);
  const json = await run(['validate', '--format', 'json', ...paths]);
  const printed = text.printed + json.printed;
  if (/\n\s+at .*:\d+:\d+\)?\n|AF999|node_modules/.test(printed))
    throw new Error(`crashed: ${printed.slice(0, 2_000)}`);
  if (text.code !== json.code) throw new Error(`text ends with ${text.code}, JSON with ${json.code}`);
  const { problems } = JSON.parse(json.stdout) as { readonly problems: readonly Problem[] };
  const mute = problems.find(
    ({ fix, at, severity }) => (fix === null && severity !== 'note') || at?.file === undefined,
  );
  if (mute !== undefined) throw new Error(`says not what to do, or not where: ${JSON.stringify(mute)}`);
  const errors = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, at }) => `${code} ${at?.line ?? '-'}:${at?.column ?? '-'}`);
  return { code: text.code, errors, problems, printed };
}

/** One file of this content. */
export async function validateText(content: string | Uint8Array): Promise<Judged> {
  const folder = mkdtempSync(join(tmpdir(), 'auditform-'));
  try {
    const file = join(folder, 'manifest.yaml');
    writeFileSync(file, content);
    return await validatePaths(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(argv: readonly string[]) {
  const [out, talk] = [[] as string[], [] as string[]];
  const signal = new AbortController().signal;
  const code = await runCli(argv, {
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
  return { code, stdout: out.join(''), printed: [...out, ...talk].join('') };
}
