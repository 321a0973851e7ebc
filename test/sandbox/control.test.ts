import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createEchoSimulator } from './echo-simulator.ts';
import { send, sendJson } from './send.ts';

let sandbox: Sandbox;
let echo: string;

beforeEach(async () => {
  sandbox = await startSandbox({
    settleMs: 60_000,
    simulators: (options) => [createEchoSimulator(options), createEchoSimulator(options, 'second', 2)],
  });
  echo = sandbox.origins.echo![0]!;
});
afterEach(() => sandbox.close());

const control = (method: string, path: string, body?: unknown) => sendJson(sandbox.control, path, method, body);

test('the vendors are listed with their addresses, apart from the control plane', async () => {
  expect(await control('GET', '/')).toEqual([200, sandbox.origins]);
  expect(Object.keys(sandbox.origins)).toEqual(['echo', 'second']);
  expect(Object.values(sandbox.origins).flat()).not.toContain(sandbox.control);
  expect((await send(sandbox.control, '/')).headers['content-type']).toBe('application/json');
});

describe('state', () => {
  test('is shown', async () => {
    await send(echo, '/count');
    expect(await control('GET', '/echo/state')).toEqual([200, sandbox.simulator('echo').state()]);
    expect(sandbox.simulator('echo').state()).toMatchObject({ counter: 1 });
  });

  test('is replaced by PUT, of that vendor alone', async () => {
    const state = { counter: 40, startedAt: 0, labels: {} };
    expect(await control('PUT', '/echo/state', state)).toEqual([200, state]);
    expect(sandbox.simulator('echo').state()).toEqual(state);
    expect(sandbox.simulator('second').state()).toMatchObject({ counter: 0 });
  });

  test('is merged by PATCH: objects member by member, null removes, lists are replaced', async () => {
    const labels = { keep: { a: 1, b: 2 }, gone: 1, list: [1, 2] };
    await control('PUT', '/echo/state', { counter: 1, startedAt: 5, labels });
    const patch = { counter: 2, labels: { keep: { b: 3, c: { d: null } }, gone: null, list: [9] } };
    expect(await control('PATCH', '/echo/state', patch)).toEqual([
      200,
      { counter: 2, startedAt: 5, labels: { keep: { a: 1, b: 3, c: {} }, list: [9] } },
    ]);
  });

  test.each([
    ['PUT', '{"counter":"many"}'],
    ['PUT', ''],
    ['PUT', '{"counter":'],
    ['PATCH', '{"counter":null}'],
    ['PATCH', '[]'],
  ])('is left alone when %s %s does not fit it', async (method, body) => {
    const before = sandbox.simulator('echo').state();
    const received = await send(sandbox.control, '/echo/state', { method, body });
    expect([received.status, JSON.parse(received.text)]).toEqual([400, { error: expect.any(String) }]);
    expect(sandbox.simulator('echo').state()).toEqual(before);
  });

  test('a member named __proto__ is a member like any other', async () => {
    const body = '{"labels":{"__proto__":{"polluted":true}}}';
    const received = await send(sandbox.control, '/echo/state', { method: 'PATCH', body });
    expect(received.text).toContain('"labels":{"__proto__":{"polluted":true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

test('requests are shown and cleared', async () => {
  await send(echo, '/list?x=1');
  expect(await control('GET', '/echo/requests')).toMatchObject([200, [{ path: '/list', query: 'x=1', status: 200 }]]);
  expect(await control('GET', '/second/requests')).toEqual([200, []]);
  expect(await control('DELETE', '/echo/requests')).toEqual([200, { cleared: 1 }]);
  expect(sandbox.requests('echo')).toEqual([]);
});

describe('faults', () => {
  test('rules are set and taken away, whatever the case of their method', async () => {
    await control('PUT', '/echo/faults', [{ method: 'post', path: '/count', kind: 'unavailable' }]);
    expect((await send(echo, '/count', { method: 'POST' })).status).toBe(503);
    expect((await send(echo, '/count')).status).toBe(200);
    expect((await send(sandbox.origins.second![0]!, '/count', { method: 'POST' })).status).toBe(200);
    expect((await control('DELETE', '/echo/faults'))[0]).toBe(200);
    expect((await send(echo, '/count', { method: 'POST' })).status).toBe(200);
  });

  test('a seed is set', async () => {
    expect((await control('PUT', '/echo/faults', { seed: 7, rate: 1 }))[0]).toBe(200);
    await send(echo, '/list').catch(() => undefined);
    expect(sandbox.requests('echo')[0]?.fault).not.toBeNull();
  });

  test.each([
    ['nothing', undefined, /list of rules/],
    ['a text', 'garbage', /list of rules/],
    ['a seed without a rate', { seed: 1 }, /rate is missing/],
    ['a rate above 1', { seed: 1, rate: 1.5 }, /rate is a number from 0 to 1/],
    ['a seed that is no whole number', { seed: 0.5, rate: 1 }, /seed is a whole number/],
    ['another member', { seed: 1, rate: 1, kind: 'slow' }, /there is no kind/],
    ['a rule without a kind', [{ nth: 1 }], /rule 1: kind is missing/],
    ['a kind that there is not', [{ kind: 'slow' }, { kind: 'explode' }], /rule 2: kind is one of/],
    ['a misspelt condition', [{ kind: 'slow', methods: 'PUT' }], /there is no methods/],
    ['a request before the first', [{ kind: 'slow', nth: 0 }], /nth is a whole number from 1/],
    ['a delay below 0', [{ kind: 'slow', ms: -1 }], /ms is a number/],
    ['a rule that is no object', [null], /expected rule 1/],
  ])('%s is refused, and the faults stay', async (_reason, plan, message) => {
    sandbox.setFaults('echo', [{ kind: 'unavailable' }]);
    expect(await control('PUT', '/echo/faults', plan)).toEqual([400, { error: expect.stringMatching(message) }]);
    expect((await send(echo, '/list')).status).toBe(503);
  });
});

describe('clock', () => {
  const settled = async (origin: string) => JSON.parse((await send(origin, '/settled')).text) as unknown;

  test('goes forward for all simulators at once', async () => {
    expect(await settled(echo)).toEqual({ settled: false });
    const before = Date.now();
    const [status, body] = await control('POST', '/clock', { advanceMs: 60_000 });
    expect(status).toBe(200);
    expect((body as { now: number }).now).toBeGreaterThanOrEqual(before + 60_000);
    for (const origin of [echo, sandbox.origins.second![1]!]) expect(await settled(origin)).toEqual({ settled: true });
    expect(sandbox.requests('echo').at(-1)!.at).toBeGreaterThanOrEqual(before + 60_000);
  });

  test.each([undefined, {}, { advanceMs: '5' }, { advanceMs: null }, { advanceMs: -1 }, { advanceMs: 1e300 }])(
    'does not move by %j',
    async (body) => {
      expect(await control('POST', '/clock', body)).toEqual([400, { error: expect.any(String) }]);
      expect(Math.abs(sandbox.advance(0) - Date.now())).toBeLessThan(5_000);
    },
  );
});

test.each([
  ['GET', '/nobody/state', 404],
  ['GET', '/echo', 404],
  ['GET', '/echo/other', 404],
  ['GET', '/echo/state/more', 404],
  ['GET', '/constructor/state', 404],
  ['POST', '/', 405],
  ['GET', '/clock', 405],
  ['DELETE', '/echo/state', 405],
  ['POST', '/echo/requests', 405],
  ['GET', '/echo/faults', 405],
])('%s %s is answered %i in JSON', async (method, path, status) => {
  expect(await control(method, path)).toEqual([status, { error: expect.any(String) }]);
});
