import { describe, expect, it } from 'vitest';
import {
  createTaurusdbSimulator,
  defaultTaurusdbState,
  type TaurusdbState,
} from '../../src/sandbox/vendors/taurusdb/index.ts';
import {
  FOREIGN,
  instancePath,
  LEDGER,
  MINUTE,
  PROJECT,
  policyPath,
  READER,
  refusal,
  START,
  taurusdbCaller,
  tokenOf,
} from './taurusdb-caller.ts';

describe('the simulator', () => {
  it('has a listener for the service and one for IAM, and names its credentials in its environment', () => {
    const { simulator } = taurusdbCaller();
    const [writer, reader] = defaultTaurusdbState(START).credentials.keys;
    expect([simulator.id, simulator.listeners]).toEqual(['taurusdb', 2]);
    expect(simulator.environment).toEqual({
      HUAWEICLOUD_SDK_AK: writer?.accessKey,
      HUAWEICLOUD_SDK_SK: writer?.secretKey,
      HUAWEICLOUD_SDK_PROJECT_ID: PROJECT,
      HUAWEICLOUD_IAM_USERNAME: 'auditform',
      HUAWEICLOUD_IAM_PASSWORD: 'sandbox-taurus-password',
      HUAWEICLOUD_IAM_DOMAIN: 'sandbox-account',
      HUAWEICLOUD_READER_AK: reader?.accessKey,
      HUAWEICLOUD_READER_SK: reader?.secretKey,
    });
  });

  it('takes its own state back, also on a clock near zero, and gives out copies', () => {
    const simulator = createTaurusdbSimulator({ now: () => 0, settleMs: 0 });
    const state = simulator.state() as TaurusdbState;
    simulator.restore(state);
    state.instances = [];
    expect((simulator.state() as TaurusdbState).instances).toHaveLength(4);
  });

  it.each<[string, (state: TaurusdbState) => void]>([
    ['an unknown member', (state) => Object.assign(state, { extra: 1 })],
    ['an unknown quirk', (state) => Object.assign(state.quirks, { reserveAuditLogs: true })],
    ['another reading of a quirk', (state) => Object.assign(state.quirks, { busyCode: 'DBS.1' })],
    ['retention as text', (state) => Object.assign(state.instances[0]!, { keepDays: '7' })],
    ['733 days', (state) => Object.assign(state.instances[0]!, { keepDays: 733 })],
    ['two instances of one id', (state) => state.instances.push(structuredClone(state.instances[0]!))],
    ['an instance of RDS', (state) => Object.assign(state.instances[0]!, { id: LEDGER.replace('in07', 'in01') })],
    ['an unknown project', (state) => Object.assign(state.instances[0]!, { projectId: 'f'.repeat(32) })],
    ['two keys of one name', (state) => state.credentials.keys.push(state.credentials.keys[0]!)],
    ['half seconds in a rate', (state) => Object.assign(state.limits.service, { windowMs: 1_500 })],
    ['no tokens', (state) => Reflect.deleteProperty(state, 'tokens')],
  ])('does not take a state with %s', (_, spoil) => {
    const { simulator } = taurusdbCaller();
    const state = simulator.state() as TaurusdbState;
    spoil(state);
    expect(() => simulator.restore(state)).toThrow(TypeError);
  });

  it('does not log secrets', async () => {
    const caller = taurusdbCaller();
    await caller.set(LEDGER, { keep_days: 365 }, { token: await tokenOf(caller) });
    const { log, credentials, tokens } = caller.state();
    const secrets = [...credentials.keys.map(({ secretKey }) => secretKey), ...tokens.map(({ value }) => value)];
    expect(log).toMatchObject([{ at: START, method: 'PUT', path: policyPath() }]);
    for (const secret of secrets) expect(JSON.stringify(log)).not.toContain(secret);
  });
});

describe('the gateway', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/v3'],
    ['GET', `/v3/${PROJECT}/instance/${LEDGER}/audit-log/switch-status`],
    ['PUT', `/v3/${PROJECT}/instance/${LEDGER}/audit-log/switch`],
    ['PUT', instancePath(LEDGER, '/auditlog-policy')],
    ['POST', policyPath()],
    ['DELETE', policyPath()],
    ['GET', `${policyPath()}/`],
    ['GET', policyPath().replace('/v3/', '/mysql/v3/')],
    ['PUT', policyPath().replace('/v3/', '/v3.1/')],
    ['POST', `/v3/${PROJECT}/instances`],
    ['PUT', '/v3/auth/tokens'],
  ])('has no %s %s', async (method, path) => {
    const answer = await taurusdbCaller().call(method, path);
    expect(refusal(answer)).toBe('404 APIGW.0101');
  });

  it('answers with error_code, error_msg and request_id, the service without the last', async () => {
    const caller = taurusdbCaller();
    const gateway = await caller.get('/nothing');
    expect(Object.keys(gateway.body)).toEqual(['error_code', 'error_msg', 'request_id']);
    expect(gateway.body.request_id).toBe(gateway.headers['X-Request-Id']);
    const service = await caller.get(instancePath('x'));
    expect(Object.keys(service.body)).toEqual(['error_code', 'error_msg']);
  });

  it('gives every answer an X-Request-Id of its own', async () => {
    const caller = taurusdbCaller();
    const ids = [await caller.policy(), await caller.policy(), await caller.get('/nothing')].map(
      ({ headers }) => headers['X-Request-Id'],
    );
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id ?? ''))).toBe(true);
  });

  it('refuses a body above 12 MB before anything else', async () => {
    const put = async (size: number) =>
      refusal(await taurusdbCaller().set(LEDGER, Buffer.alloc(size, 32), { anonymous: true }));
    expect(await put(12 * 1024 * 1024)).toBe('401 APIGW.0301');
    expect(await put(12 * 1024 * 1024 + 1)).toBe('413 APIGW.0201');
  });

  it.each([FOREIGN, 'f'.repeat(32), 'project'])('refuses the project %s, which is not of this account', async (id) => {
    expect(refusal(await taurusdbCaller().get(`/v3/${id}/instances`))).toBe('403 DBS.200010');
  });

  it('takes X-Language en-us and zh-cn and no other', async () => {
    const read = async (language: string) =>
      refusal(await taurusdbCaller().get(policyPath(), { headers: { 'x-language': language } }));
    expect(await read('en-us')).toBe('200 accepted');
    expect(await read('zh-cn')).toBe('200 accepted');
    expect(await read('de-de')).toBe('400 DBS.280001');
  });
});

describe('the throttle', () => {
  const throttled = (quirks = {}) => {
    const caller = taurusdbCaller(quirks);
    caller.edit(({ limits }) => Object.assign(limits, { service: { calls: 2, windowMs: 5 * MINUTE } }));
    return caller;
  };

  it('answers 429 APIGW.0308 with the window in its text, and lets nothing through', async () => {
    const caller = throttled();
    await caller.policy();
    await caller.policy();
    const answer = await caller.set(LEDGER, { keep_days: 365 });
    expect(refusal(answer)).toBe('429 APIGW.0308');
    expect(answer.body.error_msg).toContain('policy user over ratelimit,limit:2,time:5 minute');
    expect(answer.headers).not.toHaveProperty('Retry-After');
    expect(caller.state().log).toEqual([]);
  });

  it('slides: a call counts until its window is over, and a refused one does not count', async () => {
    const caller = throttled();
    await caller.policy();
    caller.advance(MINUTE);
    await caller.policy();
    await caller.policy();
    caller.advance(4 * MINUTE);
    expect(refusal(await caller.policy())).toBe('200 accepted');
    expect(refusal(await caller.policy())).toBe('429 APIGW.0308');
  });

  it('counts by caller, and only callers it knows', async () => {
    const caller = throttled();
    for (let count = 0; count < 3; count++) await caller.policy();
    expect(refusal(await caller.get(policyPath(), { key: READER }))).toBe('200 accepted');
    expect(refusal(await caller.get(policyPath(), { anonymous: true }))).toBe('401 APIGW.0301');
  });

  it('may say when to come back', async () => {
    const caller = throttled({ retryAfter: true });
    for (let count = 0; count < 2; count++) await caller.policy();
    expect((await caller.policy()).headers).toMatchObject({ 'Retry-After': '300' });
  });
});
