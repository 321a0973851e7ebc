import { describe, expect, it } from 'vitest';
import {
  type Caller,
  DAY,
  ELSEWHERE,
  FOREIGN,
  instancePath,
  LEDGER,
  login,
  loginBody,
  MINUTE,
  PROJECT,
  policyPath,
  READER,
  refusal,
  taurusdbCaller,
  tokenOf,
} from './taurusdb-caller.ts';

async function readWith(caller: Caller, token: string, target = policyPath()): Promise<string> {
  return refusal(await caller.get(target, { token }));
}

describe('POST /v3/auth/tokens', () => {
  it('answers 201 with the token in X-Subject-Token, kilobytes long, and not in the body', async () => {
    const { status, headers, body } = await login(taurusdbCaller());
    expect(status).toBe(201);
    const token = headers['X-Subject-Token'] ?? '';
    expect(token.length).toBeGreaterThan(2_000);
    expect(JSON.stringify(body)).not.toContain(token.slice(0, 20));
  });

  it('tells times with microseconds, a day apart', async () => {
    const { body } = await login(taurusdbCaller());
    expect(body.token).toMatchObject({
      issued_at: '2026-01-02T03:00:00.000000Z',
      expires_at: '2026-01-03T03:00:00.000000Z',
      methods: ['password'],
      project: { id: PROJECT, name: 'ap-southeast-3' },
    });
  });

  it('shows the catalog unless asked not to', async () => {
    const caller = taurusdbCaller();
    expect((await login(caller)).body.token).not.toHaveProperty('catalog');
    const full = await caller.call('POST', '/v3/auth/tokens', { anonymous: true, listener: 1, body: loginBody() });
    expect(full.body.token.catalog).toHaveLength(1);
  });

  it('works at the address of the service too, for clients that know one address only', async () => {
    expect((await login(taurusdbCaller(), loginBody(), { listener: 0 })).status).toBe(201);
  });

  it('takes a project by id, or by name, which is the region', async () => {
    for (const project of [{ id: PROJECT }, { name: 'ap-southeast-3' }]) {
      const caller = taurusdbCaller();
      const token = await tokenOf(caller, loginBody({ scope: { project } }));
      expect(await readWith(caller, token)).toBe('200 accepted');
    }
  });

  it('lets the project win over the account in the scope', async () => {
    const caller = taurusdbCaller();
    const scope = { project: { id: PROJECT }, domain: { name: 'sandbox-account' } };
    expect(await readWith(caller, await tokenOf(caller, loginBody({ scope })))).toBe('200 accepted');
  });

  it('does not find a project of another account', async () => {
    const scope = { project: { id: FOREIGN } };
    expect(refusal(await login(taurusdbCaller(), loginBody({ scope })))).toBe('404 IAM.0004');
  });

  it.each([
    ['a user that does not exist', { user: { name: 'nobody' } }],
    ['the wrong password', { user: { password: 'wrong' } }],
    ['another account', { user: { domain: { name: 'another-account' } } }],
  ])('answers IAM.0062 to %s', async (_, changes) => {
    const answer = await login(taurusdbCaller(), loginBody(changes));
    expect(refusal(answer)).toBe('401 IAM.0062');
    expect(answer.headers).not.toHaveProperty('X-Subject-Token');
  });

  it.each([
    ['no body', ''],
    ['text that is not JSON', '{'],
    ['an array', '[]'],
    ['an unknown member', { ...loginBody(), extra: 1 }],
    ['other methods', loginBody({ methods: ['password', 'totp'] })],
    ['a user without account', loginBody({ user: { domain: undefined } })],
    ['an account by id', loginBody({ user: { domain: { id: 'a' } } })],
    ['a password that is a number', loginBody({ user: { password: 7 } })],
    ['an unknown member of the user', loginBody({ user: { token: 'x' } })],
    ['a scope that is text', loginBody({ scope: PROJECT })],
    ['a project that is text', loginBody({ scope: { project: PROJECT } })],
    ['an empty project', loginBody({ scope: { project: {} } })],
    ['an unknown member of the scope', loginBody({ scope: { project: { id: PROJECT }, region: 'x' } })],
    ['an unknown member beside the id of the project', loginBody({ scope: { project: { id: PROJECT, region: 'x' } } })],
    ['an unknown member beside its name', loginBody({ scope: { project: { name: 'ap-southeast-3', region: 'x' } } })],
  ])('answers 400 IAM.0011 to %s', async (_, body) => {
    expect(refusal(await login(taurusdbCaller(), body))).toBe('400 IAM.0011');
  });

  it('needs Content-Type application/json', async () => {
    for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded']) {
      const answer = await login(taurusdbCaller(), loginBody(), { headers: { 'content-type': type } });
      expect(refusal(answer)).toBe('400 IAM.0011');
    }
  });

  it('locks the user after wrong passwords in a row, and then refuses the right one too', async () => {
    const caller = taurusdbCaller();
    for (let count = 0; count < 5; count++) await login(caller, loginBody({ user: { password: 'wrong' } }));
    expect(refusal(await login(caller))).toBe('401 IAM.0061');
    caller.advance(15 * MINUTE);
    expect((await login(caller)).status).toBe(201);
  });

  it('forgets wrong passwords at the first right one', async () => {
    const caller = taurusdbCaller();
    for (let round = 0; round < 2; round++) {
      for (let count = 0; count < 4; count++) await login(caller, loginBody({ user: { password: 'wrong' } }));
      expect((await login(caller)).status).toBe(201);
    }
  });

  it('answers 429 IAM.0012 to an account that logs in too often', async () => {
    const caller = taurusdbCaller();
    caller.edit(({ limits }) => Object.assign(limits, { login: { calls: 1, windowMs: MINUTE } }));
    expect((await login(caller)).status).toBe(201);
    expect(refusal(await login(caller))).toBe('429 IAM.0012');
    const stranger = loginBody({ user: { domain: { name: 'nobody-s-account' } } });
    expect(refusal(await login(caller, stranger))).toBe('401 IAM.0062');
    caller.advance(MINUTE);
    expect((await login(caller)).status).toBe(201);
  });

  it('may answer in the shape with error, code, message and title', async () => {
    const answer = await login(taurusdbCaller({ iamErrors: 'nested' }), loginBody({ user: { password: 'wrong' } }));
    expect(answer).toMatchObject({
      status: 401,
      body: { error: { code: 401, message: 'Incorrect password.', title: 'Unauthorized' } },
    });
  });
});

describe('X-Auth-Token', () => {
  it('is good for a day and then answers APIGW.0307', async () => {
    const caller = taurusdbCaller();
    const token = await tokenOf(caller);
    caller.advance(DAY - 1);
    expect(await readWith(caller, token)).toBe('200 accepted');
    caller.advance(1);
    const answer = await caller.get(policyPath(), { token });
    expect(refusal(answer)).toBe('401 APIGW.0307');
    expect(answer.body.error_msg).toBe('The token must be updated.');
  });

  it('does not end when a new one is issued', async () => {
    const caller = taurusdbCaller();
    const [first, second] = [await tokenOf(caller), await tokenOf(caller)];
    expect(second).not.toBe(first);
    expect(await readWith(caller, first)).toBe('200 accepted');
    expect(await readWith(caller, second)).toBe('200 accepted');
  });

  it('that was revoked early looks like an expired one', async () => {
    const caller = taurusdbCaller();
    const token = await tokenOf(caller);
    caller.edit(({ tokens }) => Object.assign(tokens[0]!, { revoked: true }));
    expect(await readWith(caller, token)).toBe('401 APIGW.0307');
  });

  it.each(['nonsense', ''])('of the text %j cannot be decrypted', async (token) => {
    const answer = await taurusdbCaller().get(policyPath(), { token });
    expect(refusal(answer)).toBe('401 APIGW.0301');
    expect(answer.body.error_msg).toContain('decrypt token fail');
  });

  it('of another region is refused like an expired one', async () => {
    const caller = taurusdbCaller();
    const token = await tokenOf(caller, loginBody({ scope: { project: { id: ELSEWHERE } } }));
    expect(await readWith(caller, token, instancePath(LEDGER, '', ELSEWHERE))).toBe('401 APIGW.0307');
    expect(await readWith(caller, token)).toBe('401 APIGW.0307');
  });

  it('of this project is refused for another one', async () => {
    const caller = taurusdbCaller();
    expect(await readWith(caller, await tokenOf(caller), `/v3/${ELSEWHERE}/instances`)).toBe('403 DBS.280056');
  });

  it.each([
    ['no scope', undefined],
    ['an account for scope', { domain: { name: 'sandbox-account' } }],
  ])('with %s is useless here, by either of two codes', async (_, scope) => {
    for (const [domainToken, expected] of [
      ['forbidden', '403 DBS.280056'],
      ['unauthorized', '401 APIGW.0307'],
    ] as const) {
      const caller = taurusdbCaller({ domainToken });
      expect(await readWith(caller, await tokenOf(caller, loginBody({ scope })))).toBe(expected);
    }
  });

  it('of a reading user does not write', async () => {
    const caller = taurusdbCaller();
    const user = { name: 'auditform-reader', password: 'sandbox-taurus-reader-password' };
    const token = await tokenOf(caller, loginBody({ user }));
    expect(await readWith(caller, token)).toBe('200 accepted');
    expect(refusal(await caller.set(LEDGER, { keep_days: 30 }, { token }))).toBe('403 DBS.200010');
  });

  it('beside a signature is refused, or wins', async () => {
    for (const [tokenWithSignature, expected] of [
      ['refused', '401 APIGW.0301'],
      ['tokenWins', '200 accepted'],
    ] as const) {
      const caller = taurusdbCaller({ tokenWithSignature });
      const headers = { 'x-auth-token': await tokenOf(caller) };
      expect(refusal(await caller.get(policyPath(), { headers }))).toBe(expected);
    }
  });

  it('or a signature is needed for every call', async () => {
    const answer = await taurusdbCaller().get(policyPath(), { anonymous: true });
    expect(refusal(answer)).toBe('401 APIGW.0301');
  });
});

describe('GET /v3/projects', () => {
  it('shows the projects of the account in all regions, or the one of a name', async () => {
    const caller = taurusdbCaller();
    const all = await caller.get('/v3/projects', { listener: 1, key: READER });
    expect(all.body.projects.map(({ id }: { id: string }) => id)).toEqual([PROJECT, ELSEWHERE]);
    const one = await caller.get('/v3/projects?name=ap-southeast-1', { listener: 1 });
    expect(one.body.projects).toMatchObject([{ id: ELSEWHERE, name: 'ap-southeast-1', enabled: true }]);
  });

  it('does not make a project that is not there', async () => {
    const caller = taurusdbCaller();
    const { status, body } = await caller.get('/v3/projects?name=eu-west-101', { listener: 1 });
    expect({ status, projects: body.projects }).toEqual({ status: 200, projects: [] });
    expect(caller.state().projects).toHaveLength(3);
  });

  it('takes a token, and names what is wrong with one in words of IAM', async () => {
    const caller = taurusdbCaller();
    const token = await tokenOf(caller);
    const read = async (value: string) => refusal(await caller.get('/v3/projects', { listener: 1, token: value }));
    expect(await read(token)).toBe('200 accepted');
    expect(await read('nonsense')).toBe('401 IAM.0067');
    caller.advance(DAY);
    expect(await read(token)).toBe('401 IAM.0066');
    expect(refusal(await caller.get('/v3/projects', { listener: 1, anonymous: true }))).toBe('401 IAM.0001');
  });

  it('refuses parameters that it does not know', async () => {
    expect(refusal(await taurusdbCaller().get('/v3/projects?region=x', { listener: 1 }))).toBe('400 IAM.0007');
  });

  it('is IAM: nothing else is there', async () => {
    expect(refusal(await taurusdbCaller().get(policyPath(), { listener: 1 }))).toBe('404 IAM.0004');
  });
});
