import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/model/observation.ts';
import { taurusdbProvider } from '../../src/providers/taurusdb/index.ts';
import { openConnection as openHttp } from '../http/open-client.ts';
import type { LaneLimits } from '../../src/http/lane.ts';
import { type Handler, reply, type SeenRequest, startServer } from '../http/start-server.ts';
import { fake, ID, openConnection, PROJECT, policy, response, target, trouble } from './taurusdb-fake.ts';

const credentials = { username: 'auditor', password: 'CANARY-password', domain: 'acme' };
const get = { method: 'GET', url: new URL('https://gaussdb.example.com/v3'), headers: {}, body: '' };
const START = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');

/** IAM and TaurusDB on one real server; tokens are `token-1`, `token-2`, … */
async function cloud(
  handle: (request: SeenRequest, turn: number) => [status: number, body: unknown],
  iam?: Handler,
  limits: LaneLimits = {},
) {
  let logins = 0;
  const server = await startServer(async (response, request, turn) => {
    if (request.url.startsWith('/v3/auth/tokens')) {
      logins += 1;
      if (iam !== undefined) return iam(response, request, logins);
      return reply(response, 201, '{"token":{}}', { 'x-subject-token': `token-${logins}` });
    }
    const [status, body] = handle(request, turn);
    return reply(response, status, typeof body === 'string' ? body : JSON.stringify(body));
  });
  const http = openHttp({ limits });
  const session = taurusdbProvider.open(openConnection({ endpoint: server.url }), {
    http: (options) => http.client(options.baseUrl, options),
    credentials: async () => credentials,
    secret: async () => '',
    environment: () => undefined,
    clock: http.clock,
    settleMs: 1_000,
  });
  const tokens = () => server.seen.map(({ headers }) => headers['x-auth-token']).filter((token) => token !== undefined);
  return { session, server, tokens, clock: http.clock, logins: () => logins };
}
const good = [200, policy(7, ['CREATE']).body] as [number, unknown];
const expired = [401, { error_code: 'APIGW.0307', error_msg: 'The token must be updated.' }] as [number, unknown];
const readAll = (session: { read: (wanted: ReturnType<typeof target>) => Promise<Observation> }, count: number) =>
  Promise.all(Array.from({ length: count }, () => session.read(target())));

describe('a password login', () => {
  test('asks IAM for a token of the project and takes it from the header', async () => {
    const { session, server } = await cloud(() => good);
    await session.read(target());
    const [login, read] = server.seen;
    expect(login).toMatchObject({ method: 'POST', url: '/v3/auth/tokens?nocatalog=true' });
    expect(login?.headers['content-type']).toBe('application/json;charset=utf8');
    expect(JSON.parse(login?.body ?? '')).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'auditor', password: 'CANARY-password', domain: { name: 'acme' } } },
        },
        scope: { project: { id: PROJECT } },
      },
    });
    expect(read?.headers['x-auth-token']).toBe('token-1');
    expect(read?.headers.authorization).toBeUndefined();
  });

  test('happens once, however many targets wait for it', async () => {
    const { session, logins } = await cloud(() => good);
    await readAll(session, 20);
    await readAll(session, 20);
    expect(logins()).toBe(1);
  });

  test('copes with tokens of several kilobytes', async () => {
    const long = 'M'.repeat(8_000);
    const { session, tokens } = await cloud(
      () => good,
      (response) => reply(response, 201, '{}', { 'x-subject-token': long }),
    );
    await session.read(target());
    expect(tokens()).toEqual([long]);
  });

  test('is renewed ten minutes before the end of 24 hours, once for all', async () => {
    const { session, tokens, clock, logins } = await cloud(
      () => good,
      (response, _, turn) =>
        reply(response, 201, JSON.stringify({ token: { issued_at: at(START), expires_at: at(START + 86_400_000) } }), {
          'x-subject-token': `token-${turn}`,
        }),
    );
    await session.read(target());
    await clock.sleep(86_400_000 - 660_000);
    await session.read(target());
    expect(logins()).toBe(1);
    await clock.sleep(120_000);
    await readAll(session, 10);
    expect(logins()).toBe(2);
    expect(new Set(tokens().slice(-10))).toEqual(new Set(['token-2']));
  });

  test('that fails for a moment when renewing leaves the old token in use, which still has minutes to live', async () => {
    const answer = (turn: number) =>
      turn === 1
        ? ([201, JSON.stringify({ token: { issued_at: at(START), expires_at: at(START + 86_400_000) } })] as const)
        : ([503, ''] as const);
    const { session, tokens, clock, logins } = await cloud(
      () => good,
      (response, _, turn) => reply(response, answer(turn)[0], answer(turn)[1], { 'x-subject-token': 'token' }),
    );
    await session.read(target());
    await clock.sleep(86_400_000 - 540_000);
    await readAll(session, 3);
    expect(tokens()).toEqual(['token', 'token', 'token', 'token']);
    const asked = logins();
    await session.read(target());
    expect(logins()).toBe(asked);
  });

  test("is not repeated at every call for short-lived tokens, or when the vendor's clock is elsewhere", async () => {
    for (const [issued, expires] of [
      [START, START + 60_000],
      [START - 7_200_000, START - 3_600_000],
      [START + 7_200_000, START + 10_800_000],
    ] as const) {
      const { session, logins } = await cloud(
        () => good,
        (response) =>
          reply(response, 201, JSON.stringify({ token: { issued_at: at(issued), expires_at: at(expires) } }), {
            'x-subject-token': 'token',
          }),
      );
      await session.read(target());
      await session.read(target());
      expect(logins()).toBe(1);
    }
  });

  test('a token that the vendor calls expired is replaced once for all, and the call is sent once more', async () => {
    const { session, logins, tokens } = await cloud((request) =>
      request.headers['x-auth-token'] === 'token-1' ? expired : good,
    );
    await readAll(session, 5);
    expect(logins()).toBe(2);
    expect(tokens().at(-1)).toBe('token-2');
  });

  test('two calls that find one token expired at the same time are both sent again', async () => {
    const { clients } = fake({}, { credentials });
    const [service] = clients;
    await service!.authenticate(get, 'read');
    const answer = response({ status: expired[0], body: expired[1] });
    expect(service?.classify?.(answer)).toEqual({ kind: 'renew' });
    service?.renew?.();
    expect(service?.classify?.(answer)).toEqual({ kind: 'renew' });
  });

  test('another token that is refused ends it: nothing more is sent', async () => {
    const { session, server, logins } = await cloud(() => expired);
    const error = await trouble(session.read(target()));
    expect(error).toMatchObject({ code: 'AF302', trouble: 'refused' });
    expect(error.fix).toContain('project_id');
    expect(logins()).toBe(2);
    const before = server.seen.length;
    expect((await trouble(session.read(target()))).code).toBe('AF302');
    expect(server.seen).toHaveLength(before);
  });

  test('a token that cannot be decrypted is fatal at once', async () => {
    const broken = {
      error_code: 'APIGW.0301',
      error_msg: 'Incorrect IAM authentication information: decrypt token fail',
    };
    const { session, logins } = await cloud(() => [401, broken]);
    expect((await trouble(session.read(target()))).code).toBe('AF302');
    expect(logins()).toBe(1);
  });

  test.each([
    [401, { error: { code: 401, message: 'The username or password is wrong.', title: 'Unauthorized' } }],
    [401, { error_code: 'IAM.0062', error_msg: 'Incorrect password.' }],
    [403, { error_code: 'IAM.0061', error_msg: 'Account locked.' }],
    [400, { error: { code: 400, message: 'malformed', title: 'Bad Request' } }],
  ])('%i %j is never tried again, for no target: wrong passwords lock the account', async (status, body) => {
    const { session, logins } = await cloud(
      () => good,
      (response) => reply(response, status, JSON.stringify(body)),
    );
    const errors = await Promise.all(Array.from({ length: 5 }, () => trouble(session.read(target()))));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['AF302']));
    expect((await trouble(session.read(target()))).code).toBe('AF302');
    expect(logins()).toBe(1);
    expect(errors.map(({ message, fix }) => message + fix).join()).not.toContain('CANARY');
  });

  test('that fails is shared by all that wait for it, and for seconds nobody tries again', async () => {
    const { session, logins, clock } = await cloud(
      () => good,
      (response) => reply(response, 500, '{}'),
      { requestsPerSecond: 100_000 },
    );
    const ended = await Promise.allSettled(Array.from({ length: 60 }, () => session.read(target())));
    expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
    expect(logins(), 'the attempts of one login').toBe(5);
    await clock.sleep(4_900);
    expect(await trouble(session.read(target()))).toMatchObject({ code: 'AF310', sent: 'no' });
    expect(logins()).toBe(5);
  });

  test('throttling of IAM is waited out, and an outage of it is not remembered for long', async () => {
    const { session, logins, clock } = await cloud(
      () => good,
      (response, _, turn) =>
        turn === 1
          ? reply(response, 429, JSON.stringify({ error_code: 'IAM.0012', error_msg: 'throttled' }))
          : turn < 7
            ? reply(response, 503, '')
            : reply(response, 201, '{}', { 'x-subject-token': 'token' }),
    );
    expect((await trouble(session.read(target()))).trouble).toBe('unavailable');
    await clock.sleep(5_000);
    expect((await session.read(target())).document?.keep_days).toBe(7);
    expect(logins()).toBe(7);
  });

  test('an answer without the token, or that is no JSON, is odd', async () => {
    for (const [body, headers] of [
      ['{"token":{}}', {}],
      ['<html>', { 'x-subject-token': 'token' }],
    ] as const) {
      const { session } = await cloud(
        () => good,
        (response) => reply(response, 201, body, headers),
      );
      expect((await trouble(session.read(target()))).code).toBe('AF304');
    }
  });

  test('needs all three of username, password and domain', async () => {
    for (const missing of ['password', 'domain']) {
      const subject = fake({}, { credentials: { ...credentials, [missing]: '' } });
      expect(await trouble(subject.clients[0]!.authenticate(get, 'read') as Promise<unknown>)).toMatchObject({
        code: 'AF216',
        sent: 'no',
      });
      expect(subject.of('POST token')).toEqual([]);
    }
  });

  test('one user has one token for reading and writing', async () => {
    const subject = fake({}, { credentials });
    await subject.clients[0]!.authenticate(get, 'read');
    await subject.clients[0]!.authenticate(get, 'write');
    expect(subject.of('POST token')).toHaveLength(1);
  });
});

describe('a signature that is refused', () => {
  test('stops all work with that key at once, and says why without repeating what was signed', async () => {
    const server = await startServer((response) =>
      reply(
        response,
        401,
        JSON.stringify({
          error_code: 'APIGW.0301',
          error_msg: `Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:GET|/v3/|x-security-token:CANARY|`,
        }),
      ),
    );
    const http = openHttp();
    const { session } = {
      session: taurusdbProvider.open(openConnection({ endpoint: server.url }), {
        http: (options) => http.client(options.baseUrl, options),
        credentials: async () => ({ accessKey: 'EXAMPLE', secretKey: 'wrong', securityToken: 'CANARY' }),
        secret: async () => '',
        environment: () => undefined,
        clock: { ...http.clock, now: Date.now },
        settleMs: 1_000,
      }),
    };
    const errors = await Promise.all(Array.from({ length: 8 }, () => trouble(session.read(target({}, ID)))));
    expect(server.seen).toHaveLength(1);
    for (const { code, message, fix } of errors) {
      expect(code).toBe('AF302');
      expect(fix).toContain('secretKey');
      expect(message + String(fix)).not.toContain('CANARY');
    }
  });
});
