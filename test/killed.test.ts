import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let sandbox: Sandbox;
let folder: string;

/** The built command in a process of its own. `onTalk` sees stderr and may kill it. */
async function auditform(
  argv: readonly string[],
  onTalk: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
) {
  const env = { PATH: process.env.PATH, ...sandbox.environment };
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), ...argv], { cwd: folder, env });
  const said: string[] = [];
  child.stdout.on('data', (data: Buffer) => said.push(data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    said.push(data.toString());
    onTalk(data.toString(), (signal) => child.kill(signal));
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((done) => {
    child.on('close', (...ending) => done(ending));
  });
  return { code, signal, said: said.join('') };
}

function journals(): string[][] {
  const journal = join(folder, '.auditform/journal');
  return readdirSync(journal).map((file) => readFileSync(join(journal, file), 'utf8').split('\n'));
}

/** Every whole line carries the hash of the line before; what a kill tore is at most the last line. */
function expectWholeChain(lines: readonly string[]): void {
  let prev = '0'.repeat(64);
  for (const line of lines.slice(0, -1)) {
    expect((JSON.parse(line) as { prev: string }).prev).toBe(prev);
    prev = createHash('sha256').update(line).digest('hex');
  }
}

describe('a run that is cut off', () => {
  beforeEach(async () => {
    sandbox = await startSandbox({ settleMs: 100, latencyMs: 10 });
    folder = mkdtempSync(join(tmpdir(), 'auditform-killed-'));
    cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  });
  afterEach(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([1, 4, 8])('by kill -9 after %i writes had begun: running again converges', async (writes) => {
    let begun = 0;
    const cut = await auditform(['apply', 'examples', '--yes'], (text, kill) => {
      begun += text.split('\n').filter((line) => line.startsWith('writing ')).length;
      if (begun >= writes) kill('SIGKILL');
    });
    expect(cut.signal).toBe('SIGKILL');
    for (const lines of journals()) expectWholeChain(lines);
    const again = await auditform(['apply', 'examples', '--yes']);
    expect(again.code, again.said).toBe(0);
    const after = await auditform(['plan', 'examples', '--detailed-exitcode']);
    expect(after.code, after.said).toBe(0);
    const { databases } = sandbox.simulator('dbaudit').state() as { databases: { host: string }[] };
    expect(databases.filter(({ host }) => host === 'ledger.example.com')).toHaveLength(1);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s: what is in flight ends, nothing new starts, exit code 130',
    async (signal) => {
      // The vendor has the first write, and answers it when the signal is there.
      const path = '/v1/cluster/auditing/db_conns';
      sandbox.setFaults('redis-enterprise', [{ method: 'PUT', path, nth: 1, kind: 'slow', ms: 500 }]);
      const target = 'RedisEnterpriseCluster/eu-prod';
      const cut = await auditform(['apply', 'examples', '--yes', '--target', target], (text, kill) => {
        if (!text.includes('writing ')) return;
        const watching = setInterval(() => {
          if (!sandbox.requests('redis-enterprise').some(({ fault }) => fault === 'slow')) return;
          clearInterval(watching);
          kill(signal);
        }, 5);
      });
      expect(cut.code, cut.said).toBe(130);
      const [lines] = journals();
      const events = lines!.slice(0, -1).map((line) => JSON.parse(line) as { event: string; status?: string });
      expect(events.map(({ event }) => event)).toEqual(['run-started', 'intent', 'outcome', 'run-ended']);
      expect(events[2]!.status).toBe('done');
      expectWholeChain(lines!);
    },
  );
});
