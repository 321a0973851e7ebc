import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Pulse } from '../../src/progress/pulse.ts';
import { createPalette } from '../../src/render/palette.ts';
import { runCli } from '../../src/run-cli.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { screen } from './screen.ts';

const NOW = Date.UTC(2026, 0, 1);
/** A copy outside any repository: a plan names the commit of its manifests. */
let examples: string;
let couchbase: readonly string[];
let workspace: Workspace;
let untouched: unknown;

beforeAll(async () => {
  workspace = await openWorkspace();
  examples = join(workspace.folder, 'examples');
  cpSync(join(import.meta.dirname, '../../examples'), examples, { recursive: true });
  couchbase = ['couchbase.yaml', 'connections.yaml'].map((file) => join(examples, file));
  untouched = structuredClone(workspace.sandbox.simulator('couchbase').state());
});
beforeEach(() => workspace.sandbox.simulator('couchbase').restore(structuredClone(untouched)));
afterAll(() => workspace.close());

/** So much time passes with every look at the clock that all work is long, and ticks come whenever it is looked at. */
function hastyPulse(columns: number | null): Pulse {
  let now = 0;
  let ticks: () => void = () => {};
  let ticking = false;
  return {
    now() {
      now += 2500;
      if (!ticking) {
        ticking = true;
        ticks();
        ticking = false;
      }
      return now;
    },
    every(_, tick) {
      ticks = tick;
      return () => {
        ticks = () => {};
      };
    },
    columns: () => columns,
  };
}

async function run(argv: readonly string[], { columns = null as number | null, env = {} } = {}) {
  const [out, talk] = [[] as string[], [] as string[]];
  const code = await runCli([...argv, '--journal', join(workspace.folder, 'journal')], {
    env: { ...workspace.sandbox.environment, ...env },
    stdout: (text) => void out.push(text),
    stderr: (text) => void talk.push(text),
    palette: createPalette(false),
    talkPalette: createPalette(false),
    now: () => NOW,
    ask: null,
    stop: new AbortController().signal,
    abort: new AbortController().signal,
    pulse: hastyPulse(columns),
  });
  return { code, stdout: out.join(''), stderr: talk.join('') };
}

const eventsOf = (stderr: string) =>
  stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; command?: string; at: string });

describe('progress of commands', () => {
  test.each([
    ['plan', 8],
    ['drift', 8],
    ['verify', 8],
  ])('%s counts its targets', async (command, targets) => {
    const { stderr } = await run([command, examples]);
    expect(stderr).toMatch(new RegExp(`^${command}: 0 of ${targets} targets`));
    expect(stderr).toContain(`${command}: ${targets} of ${targets} targets in `);
  });

  test('nothing of it is on stdout, whatever stderr is, and the plan is the same to the byte', async () => {
    const words = ['plan', examples, '--format', 'json'];
    const quiet = await run([...words, '--quiet']);
    for (const ran of [
      await run(words),
      await run(words, { columns: 80 }),
      await run([...words, '--log-format', 'json']),
    ]) {
      expect(ran.stderr).not.toBe('');
      expect(ran.stdout).toBe(quiet.stdout);
    }
    expect(quiet.stderr).toBe('');
  });

  test('on a terminal it is drawn, except in CI and on one that cannot', async () => {
    const drawn = async (env: Record<string, string>) =>
      (await run(['plan', examples], { columns: 80, env })).stderr.includes('\u001b[');
    expect(await drawn({})).toBe(true);
    expect(await drawn({ CI: 'true' })).toBe(false);
    expect(await drawn({ TERM: 'dumb' })).toBe(false);
  });

  test('the block is gone in the end', async () => {
    const { stderr } = await run(['plan', examples], { columns: 80 });
    expect(screen(stderr)[0]).toMatch(/^plan: 8 of 8 targets in /);
  });

  test('--log-format json makes each line an object, those of apply and those of progress', async () => {
    const file = join(workspace.folder, 'plan.json');
    const json = ['--log-format', 'json'];
    const planned = eventsOf((await run(['plan', ...couchbase, '-o', file, ...json])).stderr);
    expect(planned.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['progress', 'finished', 'saved']));
    const applied = eventsOf((await run(['apply', file, '--yes', '--format', 'json', ...json])).stderr);
    expect(applied.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['progress', 'finished', 'started', 'ended']),
    );
    const drifted = eventsOf((await run(['drift', examples, ...json])).stderr);
    expect(new Set(drifted.map(({ command }) => command))).toEqual(new Set(['drift']));
    for (const { at } of [...planned, ...applied, ...drifted]) expect(at).toBe('2026-01-01T00:00:00.000Z');
  });

  test('--quiet shows none of it', async () => {
    const { stderr } = await run(['plan', examples, '-o', join(workspace.folder, 'quiet.json'), '--quiet']);
    expect(stderr).toBe('');
  });

  test('apply counts its operations, between the lines that say what is written', async () => {
    const { stderr, code } = await run(['apply', ...couchbase, '--yes']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^plan: 0 of 1 targets/);
    expect(stderr).toMatch(/\nwriting CouchbaseCluster\/eu-prod\//);
    expect(stderr).toContain('apply: 1 of 1 operations in ');
  });

  test('targets that cannot be reached are counted as failed', async () => {
    const { stderr, code } = await run(['plan', join(examples, 'tair.yaml'), join(examples, 'connections.yaml')], {
      env: { AUDITFORM_SANDBOX_TAIR_URL: undefined },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('plan: 2 of 2 targets in ');
    expect(stderr).toContain('2 failed, 0 calls');
  });
});
