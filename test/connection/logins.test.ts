import { describe, expect, test } from 'vitest';
import { createLimiters } from '../../src/connection/create-limiters.ts';
import { createProviderIo } from '../../src/connection/create-provider-io.ts';
import type { Transport, WireRequest } from '../../src/http/transport.ts';
import { createOriginHealth } from '../../src/http/origin-health.ts';
import type { OpenConnection } from '../../src/providers/provider.ts';
import { taurusdbProvider } from '../../src/providers/taurusdb/index.ts';
import { loginAccount } from '../../src/providers/taurusdb/login-account.ts';
import { steppedClock } from '../http/stepped-clock.ts';
import { ID, policy, target, trouble } from '../providers/taurusdb-fake.ts';
import { opened } from './connection.ts';

const IAM = 'https://iam.example.com';
const user = { username: 'auditor', password: 'p', domain: 'acme' };

interface Seen {
  readonly host: string;
  readonly path: string;
  readonly at: number;
  readonly status: number;
}
type Answer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];
type Handler = (request: WireRequest, at: number) => Answer;

/** A run whose clock moves only when nothing else can happen: IAM and services answer at once. */
function openRun(iam: Handler, service: Handler = () => [200, policy(7, ['CREATE']).body]) {
  const clock = steppedClock();
  const seen: Seen[] = [];
  const transport: Transport = {
    send: async (request) => {
      const { host, pathname: path } = request.url;
      const at = clock.now();
      const [status, body, headers = {}] = (path === '/v3/auth/tokens' ? iam : service)(request, at);
      seen.push({ host, path, at, status });
      return { status, headers, bytes: Buffer.from(JSON.stringify(body)), fault: null };
    },
    close: async () => undefined,
  };
  const limiters = createLimiters(clock);
  const health = createOriginHealth(clock.now);
  const signal = new AbortController().signal;
  const rest = { mode: 'write', environment: {}, secretsDirs: [], signal, settleMs: 1000 } as const;
  const connect = (parts: Partial<OpenConnection>) => {
    const base = { system: 'taurusdb', endpoint: 'https://gaussdb.example.com', iamEndpoint: IAM, credentials: user };
    const connection = opened({ ...base, projectId: 'p', ...parts });
    const io = createProviderIo({ connection, ...rest, clock, transport, limiters, health });
    const session = taurusdbProvider.open(connection, io);
    const read = (count: number) => Promise.all(Array.from({ length: count }, () => session.read(target({}, ID))));
    return { read, limiter: limiters.of(connection) };
  };
  const of = (path: 'login' | 'policy') =>
    seen.filter((one) => (one.path === '/v3/auth/tokens') === (path === 'login'));
  const from = clock.now();
  return { connect, of, until: clock.until, seconds: () => (clock.now() - from) / 1000 };
}

const token: Answer = [201, { token: {} }, { 'x-subject-token': 'token' }];

/** So many logins a window; the next ones are told so in words. */
function threshold(calls: number, ms: number): Handler {
  const text = `The throttling threshold has been reached. Threshold: ${calls} times per ${ms / 1000} seconds`;
  let [began, used] = [Number.NEGATIVE_INFINITY, 0];
  return (_, at) => {
    if (at >= began + ms) [began, used] = [at, 0];
    used += 1;
    return used > calls ? [429, { error_code: 'IAM.0012', error_msg: text }] : token;
  };
}

describe('a login that IAM throttles', () => {
  test('leaves the service its rate, and nobody waits but the project whose token it is', async () => {
    const { connect, of, until, seconds } = openRun(threshold(3, 60_000));
    const projects = Array.from({ length: 4 }, (_, index) => connect({ projectId: `p${index}` }));
    await until(Promise.all(projects.map(({ read }) => read(25))));
    expect(projects[0]?.limiter.requestsPerSecond(null)).toBe(5);
    expect(of('policy')).toHaveLength(100);
    const within = of('policy').filter(({ at }) => at - of('policy')[0]!.at < 25_000);
    expect(within, 'the other three projects have no reason to wait').toHaveLength(75);
    expect(seconds()).toBeLessThan(60 + 10);
  });

  test('makes all connections wait that log in there as that user, whatever their service', async () => {
    const { connect, of, until } = openRun(threshold(5, 10_000));
    const regions = Array.from({ length: 40 }, (_, index) => connect({ endpoint: `https://r${index}.example.com` }));
    await until(Promise.all(regions.map(({ read }) => read(1))));
    expect(of('policy').filter(({ status }) => status === 200)).toHaveLength(40);
    expect(of('login').filter(({ status }) => status === 429).length).toBeLessThanOrEqual(2);
  });

  test('may wait longer than a call may take: waiting is no trouble with the vendor', async () => {
    const { connect, until, seconds } = openRun(threshold(2, 60_000));
    const regions = Array.from({ length: 8 }, (_, index) => {
      return connect({ endpoint: `https://r${index}.example.com`, timeoutSeconds: 5 });
    });
    await until(Promise.all(regions.map(({ read }) => read(1))));
    expect(seconds()).toBeGreaterThan(120);
  });

  test('holds up no other user, and none at another IAM', async () => {
    const iam: Handler = ({ url, body }) =>
      url.origin === IAM && body?.includes('"auditor"') ? [429, {}, { 'retry-after': '30' }] : token;
    const { connect, until, seconds } = openRun(iam);
    const stuck = trouble(connect({ projectId: 'p1' }).read(1));
    const { read } = connect({ projectId: 'p2', credentials: { ...user, username: 'other' } });
    const elsewhere = connect({ projectId: 'p3', iamEndpoint: 'https://iam.other.example.com' });
    await until(Promise.all([read(2), elsewhere.read(2)]));
    expect(seconds()).toBeLessThan(5);
    const { code, fix } = await until(stuck);
    expect(code).toBe('AF309');
    expect(fix, 'limits are not about IAM').not.toContain('limits');
  });
});

test('a service that throttles holds up no login', async () => {
  const service: Handler = ({ url }, at) =>
    url.pathname.includes('/p1/') && at < start + 30_000 ? [429, {}, { 'retry-after': '30' }] : [200, policy(0).body];
  const { connect, of, until } = openRun(() => token, service);
  const start = Date.UTC(2026, 0, 1);
  const one = connect({ projectId: 'p1' }).read(1);
  const other = connect({ projectId: 'p2' }).read(1);
  await until(Promise.all([one, other]));
  expect(of('login').map(({ at }) => at - start)).toEqual([0, 0]);
});

describe('a call that waits for its login', () => {
  test('gets it where only one call may be under way, also when the token ends', async () => {
    let calls = 0;
    const service: Handler = () =>
      ++calls === 3 ? [401, { error_code: 'APIGW.0307', error_msg: '' }] : [200, policy(0).body];
    const { connect, of, until } = openRun(() => token, service);
    const { read } = connect({ limits: { concurrency: 1 } });
    await until(read(6));
    expect(of('login')).toHaveLength(2);
    expect(of('policy')).toHaveLength(7);
  });

  test('is refused together with all others of the connection when the password is wrong', async () => {
    const { connect, of, until } = openRun(() => [401, { error_code: 'IAM.0062', error_msg: '' }]);
    const { read } = connect({});
    for (let time = 0; time < 2; time += 1) expect((await until(trouble(read(5)))).code).toBe('AF302');
    expect(of('login')).toHaveLength(1);
    expect(of('policy')).toEqual([]);
  });
});

describe('logins count together', () => {
  const endpoint = 'https://gaussdb.example.com';
  const account = (parts: Partial<OpenConnection>, access: 'read' | 'write' = 'read') =>
    loginAccount(opened({ system: 'taurusdb', endpoint, iamEndpoint: IAM, credentials: user, ...parts }), access);

  test('of one user at one IAM, whatever service or project they are for, and whether to read or to write', () => {
    const same = [
      account({}),
      account({ projectId: 'q', endpoint: 'https://other.example.com', limits: { concurrency: 1 } }),
      account({}, 'write'),
      account({ credentials: { ...user, username: 'reader' }, writeCredentials: user }, 'write'),
    ];
    expect(new Set(same).size).toBe(1);
  });

  test('and apart for other users, in name or where the name comes from, and at another IAM', () => {
    const different = [
      account({}),
      account({ iamEndpoint: null }),
      account({ credentials: { ...user, domain: 'other' } }),
      account({ credentials: { ...user, username: { fromEnv: 'IAM_USER' } } }),
      account({ credentials: user, writeCredentials: { ...user, username: 'writer' } }, 'write'),
    ];
    expect(new Set(different).size).toBe(different.length);
  });
});
