import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { closeServer, listen } from '../../src/sandbox/server.ts';
import { createEchoSimulator } from './echo-simulator.ts';
import { send } from './send.ts';

async function withSandbox(options: SandboxOptions, look: (sandbox: Sandbox) => Promise<void> | void): Promise<void> {
  const sandbox = await startSandbox(options);
  try {
    await look(sandbox);
  } finally {
    await sandbox.close();
  }
}

const simulators: NonNullable<SandboxOptions['simulators']> = (options) => [
  createEchoSimulator(options, 'echo'),
  createEchoSimulator(options, 'two-nodes', 2),
  createEchoSimulator(options, 'dbaudit'),
];

describe('the environment', () => {
  test('names every listener, the control plane and what the simulators add', () =>
    withSandbox({ simulators }, ({ environment, origins, control }) => {
      expect(environment).toEqual({
        AUDITFORM_SANDBOX_CONTROL_URL: control,
        AUDITFORM_SANDBOX_ECHO_URL: origins.echo![0],
        AUDITFORM_SANDBOX_TWO_NODES_URL: origins['two-nodes']![0],
        AUDITFORM_SANDBOX_TWO_NODES_URL_2: origins['two-nodes']![1],
        AUDITFORM_SANDBOX_DBAUDIT_URL: `${origins.dbaudit![0]}/v1`,
        ECHO_TOKEN: 'sandbox-echo-token',
      });
    }));

  test('has the five vendors when nothing is chosen, and each of them answers', () =>
    withSandbox({}, async ({ environment, origins, crashes }) => {
      const names = ['REDIS_ENTERPRISE', 'DBAUDIT', 'COUCHBASE', 'TAIR', 'TAURUSDB'];
      for (const name of names) expect(environment).toHaveProperty(`AUDITFORM_SANDBOX_${name}_URL`);
      for (const [origin] of Object.values(origins)) expect((await send(origin!, '/')).status).toBeGreaterThan(0);
      expect(crashes()).toEqual([]);
    }));
});

test('only the chosen vendors are started, and one that there is not is refused', async () => {
  await withSandbox({ simulators, vendors: ['echo'] }, (sandbox) => {
    expect([...sandbox.simulators.keys()]).toEqual(['echo']);
    expect(sandbox.simulators.get('echo')).toBe(sandbox.simulator('echo'));
    expect(() => sandbox.simulator('dbaudit')).toThrow('the sandbox has no dbaudit');
  });
  await expect(startSandbox({ simulators, vendors: ['echo', 'oracle'] })).rejects.toThrow('the sandbox has no oracle');
});

test('faults given at the start hold for every vendor', () =>
  withSandbox({ simulators, faults: { seed: 1, rate: 1 } }, async (sandbox) => {
    for (const id of sandbox.simulators.keys()) {
      await send(sandbox.origins[id]![0]!, '/list').catch(() => undefined);
      expect(sandbox.requests(id)[0]?.fault).not.toBeNull();
    }
  }));

test('changes settle after 150 ms unless said otherwise, on a clock that goes forward only', () => {
  const settleMs: number[] = [];
  const noting: typeof simulators = (options) => {
    settleMs.push(options.settleMs);
    return simulators(options);
  };
  return withSandbox({ simulators: noting }, async (sandbox) => {
    await withSandbox({ simulators: noting, settleMs: 7 }, () => undefined);
    expect(settleMs).toEqual([150, 7]);
    expect(() => sandbox.advance(-1)).toThrow(RangeError);
    expect(() => sandbox.advance(Number.NaN)).toThrow(RangeError);
  });
});

test('every answer is delayed by the latency', () =>
  withSandbox({ simulators, latencyMs: 30 }, async ({ origins }) => {
    const started = performance.now();
    await send(origins.echo![0]!, '/list');
    expect(performance.now() - started).toBeGreaterThanOrEqual(28);
  }));

test('given ports are used, and a start that fails leaves none of them open', async () => {
  const [blocker, probe] = [createServer(), createServer()];
  const taken = Number(new URL(await listen(blocker, 0)).port);
  const free = Number(new URL(await listen(probe, 0)).port);
  await closeServer(probe);
  const options = { simulators, ports: { echo: [free] } };
  await expect(startSandbox({ ...options, controlPort: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await closeServer(blocker);
  await withSandbox({ ...options, controlPort: taken }, ({ origins, control }) => {
    expect([origins.echo, control]).toEqual([[`http://127.0.0.1:${free}`], `http://127.0.0.1:${taken}`]);
  });
});
