import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import type { DbauditState } from '../../src/sandbox/vendors/dbaudit/index.ts';
import type { Pulse } from '../../src/progress/pulse.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';

const VARIABLE = 'AUDITFORM_SANDBOX_DBAUDIT_URL';
const DATABASES = 30;

let workspace: Workspace;
let front: Server;
/** The vendor has no time for this call: it answers 429 with Retry-After: 60. */
let isThrottled: (method: string) => boolean;
/** Called for each write that the vendor takes, before it does. */
let onWrite: () => void;
/** PATCH requests that came, throttled ones too, by the path. */
let arrived: Map<string, number>;

function answer(incoming: IncomingMessage, reply: ServerResponse): void {
  const { method, headers, url } = incoming;
  if (method === 'PATCH') arrived.set(url!, (arrived.get(url!) ?? 0) + 1);
  if (isThrottled(method!)) {
    incoming.resume().on('end', () => reply.writeHead(429, { 'retry-after': '60' }).end('{}'));
    return;
  }
  if (method === 'PATCH') onWrite();
  const onward = request(
    `${workspace.sandbox.environment[VARIABLE]!.replace(/\/v1$/, '')}${url}`,
    { method, headers },
    (answered) => {
      reply.writeHead(answered.statusCode!, answered.headers);
      answered.pipe(reply);
    },
  );
  incoming.pipe(onward);
}

beforeEach(async () => {
  workspace = await openWorkspace({ vendors: ['dbaudit'] });
  front = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((done) => front.once('listening', done));
  [isThrottled, onWrite, arrived] = [() => false, () => {}, new Map()];
  const simulator = workspace.sandbox.simulator('dbaudit');
  const state = simulator.state() as DbauditState;
  const [model] = state.databases;
  state.databases = Array.from({ length: DATABASES }, (_, index) => ({
    ...model!,
    id: `db_${index}`,
    host: `db${index}.example.com`,
  }));
  state.quirks.auditOptionsVisible = 'shown';
  simulator.restore(state);
  const { port, database } = model!;
  const manifests = Array.from({ length: DATABASES }, (_, index) => ({
    apiVersion: 'auditform/v1',
    kind: 'DBAuditDatabase',
    metadata: { name: `d${index}` },
    connection: {
      endpoint: { fromEnv: VARIABLE },
      credentials: { apiKey: { fromEnv: 'DBAUDIT_API_KEY' } },
      limits: { concurrency: 8, requestsPerSecond: 1000 },
    },
    target: { host: `db${index}.example.com`, port, database },
    spec: { audit_options: { retention_days: 365 } },
  }));
  workspace.write('a.yaml', ...manifests);
});
afterEach(async () => {
  front.closeAllConnections();
  front.close();
  await workspace.close();
});

/** Interrupted so long after `begin` was called; waiting ends at all so long after that. */
async function interrupted(arm: (begin: () => void) => void, { graceMs = 10_000, what = workspace.folder } = {}) {
  const [stop, abort] = [new AbortController(), new AbortController()];
  const reason = new Error('interrupted');
  let [armed, at] = [false, 0];
  const timers: NodeJS.Timeout[] = [];
  arm(() => {
    if (armed) return;
    armed = true;
    const interrupt = () => {
      at = performance.now();
      timers.push(setTimeout(() => abort.abort(reason), graceMs));
      stop.abort(reason);
    };
    timers.push(setTimeout(interrupt, 200));
  });
  const base = new URL(workspace.sandbox.environment[VARIABLE]!);
  base.port = String((front.address() as AddressInfo).port);
  const env = { [VARIABLE]: base.href.replace(/\/$/, '') };
  const command = ['apply', what, '--yes', '--format', 'json'];
  const ran = await workspace.runWith({ stop, abort, env, pulse: slowPulse() }, ...command);
  for (const timer of timers) clearTimeout(timer);
  return { ...ran, ms: performance.now() - at, applied: JSON.parse(ran.stdout) as Applied };
}

interface Applied {
  readonly exitCode: number;
  readonly outcome: readonly Outcome[];
}

interface Line {
  readonly event: string;
  readonly operation: string | null;
  readonly status?: string;
}

/** Every look at it is a second later: so even a short run says how it went. */
function slowPulse(): Pulse {
  let now = 0;
  return {
    now: () => {
      now += 1_000;
      return now;
    },
    every: () => () => undefined,
    columns: () => null,
  };
}

function journal(): Line[] {
  const folder = join(workspace.folder, '.auditform/journal');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as Line);
}

/** What every interrupted run owes. */
function expectAccount({ applied, code }: { readonly applied: Applied; readonly code: number }): void {
  expect([code, applied.exitCode, applied.outcome.length]).toEqual([130, 130, DATABASES]);
  const lines = journal();
  expect(lines.at(-1)!.event).toBe('run-ended');
  const announced = lines.filter(({ event }) => event === 'intent').map(({ operation }) => operation);
  const ended = lines.filter(({ event }) => event === 'outcome').map(({ operation }) => operation);
  expect(ended.sort(), 'each intent has its outcome').toEqual([...new Set(announced)].sort());
  const sends = (operation: string) => arrived.get(`/v1/databases/db_${/\/d(\d+)\//.exec(operation)![1]}`) ?? 0;
  const wrong = applied.outcome.filter(({ operation, attempts }) => attempts !== sends(operation));
  expect(wrong, 'attempts are what the vendor saw').toEqual([]);
}

describe('an interrupt while the vendor throttles for a minute', () => {
  test('ends at once where every write was refused: all of them are not-run', async () => {
    const ran = await interrupted((begin) => {
      isThrottled = (method) => {
        if (method === 'PATCH') begin();
        return method === 'PATCH';
      };
    });
    expect(ran.ms).toBeLessThan(1_500);
    expectAccount(ran);
    expect(new Set(ran.applied.outcome.map(({ status }) => status))).toEqual(new Set(['not-run']));
    expect(ran.applied.outcome.some(({ attempts }) => attempts > 0)).toBe(true);
    // What was not begun has not failed.
    expect(ran.stderr).toMatch(/\napply: 0 of 30 operations in [^\n]*\n$/);
    expect(ran.stderr).not.toContain(' failed');
  });

  test('ends at once where targets wait to be read before their first write', async () => {
    const ran = await interrupted((begin) => {
      // The plan is made; nothing is answered from then on.
      isThrottled = () => {
        if (!existsSync(join(workspace.folder, '.auditform/journal'))) return false;
        begin();
        return true;
      };
    });
    expect(ran.ms).toBeLessThan(1_500);
    expectAccount(ran);
    expect(ran.applied.outcome.map(({ status, attempts, error }) => [status, attempts, error])).toEqual(
      Array(DATABASES).fill(['not-run', 0, 'interrupted']),
    );
  });

  test('ends at once where a saved plan is compared with what is there: nothing was begun', async () => {
    const file = join(workspace.folder, 'plan.json');
    await workspace.run('plan', workspace.folder, '-o', file);
    const ran = await interrupted(
      (begin) => {
        isThrottled = () => {
          begin();
          return true;
        };
      },
      { what: file },
    );
    expect([ran.ms < 1_500, ran.code, ran.applied.exitCode]).toEqual([true, 130, 130]);
    expect(ran.applied.outcome.map(({ status, attempts }) => [status, attempts])).toEqual(
      Array(DATABASES).fill(['not-run', 0]),
    );
    expect(existsSync(join(workspace.folder, '.auditform/journal'))).toBe(false);
  });

  test('waits for what was written and cannot be read back, and for nothing else: that is uncertain', async () => {
    let writes = 0;
    const ran = await interrupted(
      (begin) => {
        onWrite = () => {
          writes += 1;
        };
        isThrottled = () => {
          if (writes < 4) return false;
          begin();
          return true;
        };
      },
      { graceMs: 700 },
    );
    expect(ran.ms).toBeGreaterThan(650);
    expectAccount(ran);
    const taken = new Set(ran.applied.outcome.filter(({ status }) => status !== 'not-run'));
    expect(taken.size).toBe(writes);
    expect([...taken].some(({ status }) => status === 'uncertain')).toBe(true);
  });
});
