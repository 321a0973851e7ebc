import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const URL_VARIABLE = 'AUDITFORM_SANDBOX_TAURUSDB_URL';
let sandbox: Sandbox;
let front: Server;
let folder: string;
/** Called for each write, which then is never answered; null: it is passed on. */
let onWrite: (() => void) | null;

/** Stands before the simulator and keeps writes for ever. */
function pass(incoming: IncomingMessage, answer: import('node:http').ServerResponse): void {
  if (onWrite !== null && incoming.method === 'PUT') return onWrite();
  const { method, headers, url } = incoming;
  const onward = request(new URL(url!, sandbox.environment[URL_VARIABLE]), { method, headers }, (reply) => {
    answer.writeHead(reply.statusCode!, reply.headers);
    reply.pipe(answer);
  });
  incoming.pipe(onward);
}

beforeEach(async () => {
  sandbox = await startSandbox({ vendors: ['taurusdb'], settleMs: 20 });
  front = createServer(pass).listen(0, '127.0.0.1');
  await new Promise((done) => front.once('listening', done));
  folder = mkdtempSync(join(tmpdir(), 'auditform-interrupted-'));
  onWrite = null;
  const manifest = `
apiVersion: auditform/v1
kind: TaurusDBInstance
metadata: { name: ledger }
connection:
  endpoint: { fromEnv: ${URL_VARIABLE} }
  project_id: { fromEnv: HUAWEICLOUD_SDK_PROJECT_ID }
  credentials: { accessKey: { fromEnv: HUAWEICLOUD_SDK_AK }, secretKey: { fromEnv: HUAWEICLOUD_SDK_SK } }
target: { instance_id: 3d39c18788b54a919bab633874c159dfin07 }
spec: { keep_days: 365 }
`;
  writeFileSync(join(folder, 'ledger.yaml'), manifest);
});
afterEach(async () => {
  front.closeAllConnections();
  front.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The built command in a process of its own; `begin` gets the function that sends it a signal. */
async function auditform(
  argv: readonly string[],
  {
    begin = () => {},
    stdout = 'pipe',
  }: { begin?: (kill: (signal: NodeJS.Signals) => void) => void; stdout?: number | 'pipe' } = {},
) {
  const { port } = front.address() as AddressInfo;
  const env = { PATH: process.env.PATH, ...sandbox.environment, [URL_VARIABLE]: `http://127.0.0.1:${port}` };
  const child = spawn(process.execPath, [main, ...argv], { cwd: folder, env, stdio: ['ignore', stdout, 'pipe'] });
  const [out, talk]: [string[], string[]] = [[], []];
  child.stdout?.on('data', (data: Buffer) => out.push(data.toString()));
  child.stderr!.on('data', (data: Buffer) => talk.push(data.toString()));
  begin((signal) => child.kill(signal));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, stdout: out.join(''), stderr: talk.join('') };
}

function events(): string[] {
  const journal = join(folder, '.auditform/journal');
  const files = existsSync(journal) ? readdirSync(journal).filter((name) => name.endsWith('.jsonl')) : [];
  const lines = files.flatMap((file) => readFileSync(join(journal, file), 'utf8').trimEnd().split('\n'));
  return lines.map((line) => {
    const { event, status } = JSON.parse(line) as { event: string; status?: string };
    return status === undefined ? event : `${event} ${status}`;
  });
}

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s while a write hangs', (signal) => {
  test('twice ends the run: what is in flight is uncertain, in the outcome and in the journal', async () => {
    let first = 0;
    const ran = await auditform(['apply', '.', '--yes', '--format', 'json'], {
      begin: (kill) => {
        onWrite = () => {
          first = performance.now();
          kill(signal);
          setTimeout(() => kill(signal), 400);
        };
      },
    });
    expect([ran.code, performance.now() - first < 5_000], ran.stderr).toEqual([130, true]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ exitCode: 130, outcome: [{ status: 'uncertain', attempts: 1 }] });
    expect(events()).toEqual(['run-started', 'intent', 'outcome uncertain', 'run-ended']);
  });
});

test('SIGHUP, as of a terminal that is closed, sees the write in flight through', async () => {
  const ran = await auditform(['apply', '.', '--yes'], {
    begin: (kill) => {
      onWrite = () => {
        kill('SIGHUP');
        onWrite = null;
        // What was kept is let go: the write failed, and is read back.
        setTimeout(() => front.closeAllConnections(), 50);
      };
    },
  });
  expect(ran.code, ran.stderr).toBe(130);
  expect(events().filter((event) => event.startsWith('outcome') || event === 'run-ended').length).toBe(2);
});

describe.runIf(existsSync('/dev/full'))('output that cannot be written', () => {
  const full = () => openSync('/dev/full', 'w');

  test('of plan is one line on stderr and exit code 1', async () => {
    for (const format of ['text', 'json']) {
      const ran = await auditform(['plan', '.', '--format', format], { stdout: full() });
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain('error AF902: Standard output cannot be written (ENOSPC).\n');
      expect(ran.stderr).not.toMatch(/\n\s+at /);
    }
  });

  test('of apply as text: what could not be shown is not done', async () => {
    const ran = await auditform(['apply', '.', '--yes'], { stdout: full() });
    expect([ran.code, events()], ran.stderr).toEqual([1, []]);
  });

  test('of apply as JSON: what was begun is seen through and journalled, and exit code 5 says that there was something', async () => {
    const ran = await auditform(['apply', '.', '--yes', '--format', 'json'], { stdout: full() });
    expect([ran.code, events()], ran.stderr).toEqual([5, ['run-started', 'intent', 'outcome done', 'run-ended']]);
    expect(ran.stderr).toContain('error AF902');
  });

  test('of a report or of a plan to be saved names the file, and stdout has the rest', async () => {
    for (const option of [
      ['--report', 'json=/dev/full'],
      ['-o', '/dev/full'],
    ]) {
      const ran = await auditform(['plan', '.', ...option]);
      expect([ran.code, ran.stderr.split('\n')[0]]).toEqual([1, 'error AF902: /dev/full cannot be written (ENOSPC).']);
    }
    const reported = await auditform(['apply', '.', '--yes', '--report', 'json=/dev/full']);
    expect([reported.code, reported.stdout.includes('Operations: 1 done.')]).toEqual([5, true]);
    const again = await auditform(['apply', '.', '--yes', '--format', 'json', '--report', 'json=/dev/full']);
    expect([again.code, JSON.parse(again.stdout).exitCode]).toEqual([1, 1]);
  });
});
