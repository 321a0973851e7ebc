import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FAULT_KINDS, type FaultPlan, type FaultRule } from '../../src/sandbox/fault.ts';
import { createFaultSource, faultReply } from '../../src/sandbox/faults.ts';
import { type ServedSimulator, serveSimulator } from '../../src/sandbox/server.ts';
import { createEchoSimulator } from './echo-simulator.ts';
import { send } from './send.ts';

const kindsOf = (plan: FaultPlan, requests: readonly (readonly [string, string])[]) => {
  const source = createFaultSource(plan);
  return requests.map(([method, url]) => source(method, url)?.kind ?? null);
};
const same = (count: number) => Array.from({ length: count }, () => ['GET', '/a'] as const);

describe('drawn faults', () => {
  test('the same seed gives the same faults, another seed others', () => {
    const drawn = (seed: number) => kindsOf({ seed, rate: 0.5 }, same(100));
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  test('a seed keeps its meaning from release to release', () => {
    expect(kindsOf({ seed: 7, rate: 0.5 }, same(12))).toMatchInlineSnapshot(`
      [
        "throttle",
        null,
        null,
        "unavailable",
        null,
        "unavailable",
        null,
        "error",
        "reset-after",
        "garbage",
        "garbage",
        "unavailable",
      ]
    `);
  });

  test('rate 0 draws none and rate 1 draws every kind', () => {
    expect(new Set(kindsOf({ seed: 1, rate: 0 }, same(200)))).toEqual(new Set([null]));
    expect(new Set(kindsOf({ seed: 1, rate: 1 }, same(200)))).toEqual(new Set(FAULT_KINDS));
  });

  test('about as many requests as the rate says are hit', () => {
    const hit = kindsOf({ seed: 3, rate: 0.25 }, same(4000)).filter((kind) => kind !== null).length;
    expect(hit).toBeGreaterThan(900);
    expect(hit).toBeLessThan(1100);
  });

  test('a higher rate only adds faults', () => {
    const [few, many] = [kindsOf({ seed: 5, rate: 0.1 }, same(300)), kindsOf({ seed: 5, rate: 0.4 }, same(300))];
    expect(few.some((kind) => kind !== null)).toBe(true);
    for (const [index, kind] of few.entries()) if (kind !== null) expect(many[index]).toBe(kind);
  });
});

describe('fault rules', () => {
  const requests = [
    ['GET', '/a/1?x=1'],
    ['PUT', '/a/1'],
    ['GET', '/b'],
    ['PUT', '/a/22'],
    ['PUT', '/a/3'],
  ] as const;
  const E = 'error';
  test.each<[string, FaultRule, (string | null)[]]>([
    ['no condition: every request', { kind: E }, [E, E, E, E, E]],
    ['method', { method: 'PUT', kind: E }, [null, E, null, E, E]],
    ['part of the path', { path: '/a/', kind: E }, [E, E, null, E, E]],
    ['path with a query, as plain text', { path: '/1?x', kind: E }, [E, null, null, null, null]],
    ['regular expression', { path: '^/a/\\d$', kind: E }, [null, E, null, null, E]],
    ['text that is no regular expression fits nothing here', { path: '/(', kind: E }, [null, null, null, null, null]],
    ['nth: that fitting request alone', { method: 'PUT', nth: 2, kind: E }, [null, null, null, E, null]],
    ['nth and times: from there on so many', { method: 'PUT', nth: 2, times: 2, kind: E }, [null, null, null, E, E]],
    ['times: the first fitting ones', { path: '/a/', times: 2, kind: E }, [E, E, null, null, null]],
  ])('%s', (_reason, rule, expected) => {
    expect(kindsOf([rule], requests)).toEqual(expected);
  });

  test('the first rule that fits wins, and the others count the request all the same', () => {
    const rules: FaultRule[] = [
      { nth: 1, kind: 'slow', ms: 9 },
      { nth: 2, kind: 'garbage' },
      { times: 3, kind: 'error' },
    ];
    expect(kindsOf(rules, same(4))).toEqual(['slow', 'garbage', 'error', null]);
    expect(createFaultSource(rules)('GET', '/')).toEqual({ kind: 'slow', ms: 9 });
  });
});

test.each([
  ['redis-enterprise', 503, {}],
  ['dbaudit', 429, { headers: expect.objectContaining({ 'X-RateLimit-Reset': expect.stringMatching(/^\d+$/) }) }],
  ['couchbase', 503, { body: 'Service is temporarily unavailable' }],
  [
    'tair',
    400,
    {
      headers: { 'x-acs-retry-after': expect.stringMatching(/^\d+$/) },
      body: expect.objectContaining({ Code: 'Throttling.User' }),
    },
  ],
  ['taurusdb', 429, { body: expect.objectContaining({ error_code: 'APIGW.0308' }) }],
  ['any other', 429, {}],
])('%s throttles with %i and its own words', (vendor, status, rest) => {
  expect(faultReply('throttle', vendor)).toMatchObject({ status, ...rest });
});

describe('faults on the wire', () => {
  let served: ServedSimulator;
  let origin: string;
  beforeEach(async () => {
    const now = () => 0;
    served = await serveSimulator(createEchoSimulator({ now, settleMs: 0 }, 'tair'), { now, latencyMs: 0 });
    origin = served.origins[0]!;
  });
  afterEach(() => served.close());

  const misbehave = (kind: FaultRule['kind'], ms = 1) => {
    served.faults = createFaultSource([{ nth: 1, kind, ms }]);
    return send(origin, '/count', { method: 'POST' });
  };
  const counter = () => (served.simulator.state() as { counter: number }).counter;

  test.each([
    ['throttle', 400, 'application/json', 'Throttling.User'],
    ['unavailable', 503, 'text/plain', ''],
    ['error', 500, 'text/plain', ''],
    ['garbage', 200, 'text/html', '<html>'],
  ] as const)('%s answers %i in place of the simulator', async (kind, status, type, part) => {
    const received = await misbehave(kind);
    expect([received.status, received.headers['content-type']]).toEqual([status, type]);
    expect(received.text).toContain(part);
    expect(counter()).toBe(0);
    expect(served.requests).toMatchObject([{ status, fault: kind }]);
    expect(served.crashes).toEqual([]);
  });

  test.each([
    ['reset-before', 0],
    ['reset-after', 1],
  ] as const)('%s breaks the connection when the simulator has counted %i requests', async (kind, counted) => {
    await expect(misbehave(kind)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(counter()).toBe(counted);
    expect(served.requests).toMatchObject([{ status: null, fault: kind }]);
    expect((await send(origin, '/count', { method: 'POST' })).status).toBe(200);
  });

  test('slow answers late what the simulator has done at once', async () => {
    const started = performance.now();
    const received = await misbehave('slow', 40);
    expect(performance.now() - started).toBeGreaterThanOrEqual(38);
    expect(received.status).toBe(200);
    served.faults = createFaultSource([{ kind: 'slow', ms: 600_000 }]);
    const pending = send(origin, '/count', { method: 'POST' }).catch((error: NodeJS.ErrnoException) => error.code);
    await expect.poll(counter).toBe(2);
    await served.close();
    expect(await pending).toBe('ECONNRESET');
  });

  test('truncate ends the connection in the middle of the announced body, after the effect', async () => {
    const received = await misbehave('truncate');
    expect([received.status, received.complete]).toEqual([200, false]);
    expect(received.bytes.length).toBe(Math.floor(Number(received.headers['content-length']) / 2));
    expect(() => JSON.parse(received.text)).toThrow(SyntaxError);
    expect(counter()).toBe(1);
  });

  test('a seed gives the same answers to the same requests in the same order', async () => {
    const run = async () => {
      served.faults = createFaultSource({ seed: 11, rate: 0.6 });
      const seen: (number | string | undefined)[] = [];
      for (let index = 0; index < 20; index++) {
        seen.push(
          await send(origin, '/list').then(
            ({ status }) => status,
            (error: NodeJS.ErrnoException) => error.code,
          ),
        );
      }
      return seen;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(2);
  });
});
