import { describe, expect, it } from 'vitest';
import { canonicalRequest, gatewaySignature } from '../../src/sandbox/vendors/taurusdb/gateway-signature.ts';
import {
  answerOf,
  authorization,
  type CallOptions,
  ELSEWHERE,
  instancePath,
  LEDGER,
  MINUTE,
  PROJECT,
  policyPath,
  READER,
  refusal,
  request,
  SETTLE_MS,
  START,
  sdkDate,
  sha256,
  taurusdbCaller,
  WRITER,
} from './taurusdb-caller.ts';

const EXAMPLE_SECRET = 'ExampleSecretKey0001ExampleSecretKey0001';
const DATE = '20260102T030405Z';
const WRONG = { id: WRITER.id, secret: 'not-the-secret' };
const INSTANCE = '/v3/054e292c9880d4992f02c0196d3ea468/instances/3d39c18788b54a919bab633874c159dfin07';
const RANGE = 'start_time=2026-01-01T00:00:00%2B0000&end_time=2026-01-02T00:00:00%2B0000&offset=0&limit=100';

async function readWith(options: CallOptions): Promise<string> {
  return refusal(await taurusdbCaller().get(policyPath(), options));
}

describe('SDK-HMAC-SHA256', () => {
  it("gives the official signer's signature for a PUT with a body", () => {
    const message = {
      method: 'PUT',
      path: `${INSTANCE}/audit-log-policy`,
      rawQuery: '',
      headers: {
        'content-type': 'application/json',
        host: 'gaussdb.ap-southeast-3.myhuaweicloud.com',
        'x-language': 'en-us',
        'x-project-id': '054e292c9880d4992f02c0196d3ea468',
        'x-sdk-date': DATE,
      },
      body: Buffer.from('{"keep_days":30,"audit_types":["CREATE","ALTER"]}'),
    };
    const canonical = canonicalRequest(message, Object.keys(message.headers));
    expect(canonical.split('\n')[1]).toBe(`${INSTANCE}/audit-log-policy/`);
    expect(sha256(canonical)).toBe('389355dd52a8576d5f5d5fed0fa8dad63d3fa53fa5f18d0b7d99dd34d9216c70');
    expect(gatewaySignature(EXAMPLE_SECRET, DATE, canonical)).toBe(
      'bf1bca0a0e9d5a03d449bb95fa403631f98a0460324cd26e1fa66b66c49a896c',
    );
  });

  it('sorts the query and encodes its values once', () => {
    const headers = {
      host: 'gaussdb.ap-southeast-3.myhuaweicloud.com',
      'x-project-id': '054e292c9880d4992f02c0196d3ea468',
      'x-sdk-date': DATE,
    };
    const message = { method: 'GET', path: `${INSTANCE}/audit-logs`, rawQuery: RANGE, headers, body: Buffer.alloc(0) };
    const canonical = canonicalRequest(message, Object.keys(headers));
    expect(canonical.split('\n')[2]).toBe(
      'end_time=2026-01-02T00%3A00%3A00%2B0000&limit=100&offset=0&start_time=2026-01-01T00%3A00%3A00%2B0000',
    );
    expect(gatewaySignature(EXAMPLE_SECRET, DATE, canonical)).toBe(
      '257534ad58ce8a8ca1af6bfef8aa1abbc8ded6a98232529203951b9682c196c8',
    );
  });
});

describe('a signed call', () => {
  it('is let in with a good signature of the bytes that were sent', async () => {
    expect(await readWith({})).toBe('200 accepted');
  });

  it('needs X-Sdk-Date only among the signed headers', async () => {
    expect(await readWith({ headers: { host: undefined }, tampered: { host: 'elsewhere.example.com' } })).toBe(
      '200 accepted',
    );
    expect(await readWith({ headers: { 'x-sdk-date': undefined } })).toBe('401 APIGW.0301');
    expect(await readWith({ headers: { 'x-sdk-date': undefined }, tampered: { 'x-sdk-date': DATE } })).toBe(
      '401 APIGW.0301',
    );
  });

  it.each([
    ['another secret', { key: WRONG }],
    ['a changed signed header', { tampered: { host: 'elsewhere.example.com' } }],
    ['a removed signed header', { tampered: { host: undefined } }],
    ['another path', { sentAs: instancePath() }],
    ['an added query', { sentAs: `${policyPath()}?a=b` }],
  ])('with %s is refused', async (_, options: CallOptions) => {
    expect(await readWith(options)).toBe('401 APIGW.0301');
  });

  it('of another body is refused and writes nothing', async () => {
    const caller = taurusdbCaller();
    const signed = request('PUT', policyPath(), START, { body: { keep_days: 365 } });
    const answer = answerOf(await caller.simulator.handle({ ...signed, body: Buffer.from('{"keep_days":0}') }));
    expect(refusal(answer)).toBe('401 APIGW.0301');
    const headers = { 'x-sdk-content-sha256': sha256('{"keep_days":0}') };
    expect(refusal(await caller.set(LEDGER, { keep_days: 365 }, { headers }))).toBe('401 APIGW.0301');
    expect(caller.state().log).toEqual([]);
  });

  it('may declare its body by hash, or as UNSIGNED-PAYLOAD', async () => {
    const body = JSON.stringify({ keep_days: 365, audit_types: [] });
    for (const declared of [sha256(body), 'UNSIGNED-PAYLOAD']) {
      const caller = taurusdbCaller();
      const answer = await caller.call('PUT', policyPath(), { body, headers: { 'x-sdk-content-sha256': declared } });
      expect(refusal(answer)).toBe('200 accepted');
    }
  });

  it('with a plus sign left bare in the query does not match its signature', async () => {
    const sentAs = `${instancePath()}/audit-logs?${RANGE.replaceAll('%2B', '+')}`;
    const answer = await taurusdbCaller().get(`${instancePath()}/audit-logs?${RANGE}`, { sentAs });
    expect(refusal(answer)).toBe('401 APIGW.0301');
  });

  it.each([15 * MINUTE, -15 * MINUTE])('may be %d ms off the clock of the gateway', async (off) => {
    expect(await readWith({ headers: { 'x-sdk-date': sdkDate(START + off) } })).toBe('200 accepted');
  });

  it.each([15 * MINUTE + 1_000, -15 * MINUTE - 1_000])('may not be %d ms off', async (off) => {
    expect(await readWith({ headers: { 'x-sdk-date': sdkDate(START + off) } })).toBe('401 APIGW.0301');
  });

  it.each(['2026-01-02T03:00:00Z', '20260102T030000', '20260230T030000Z', '20261302T030000Z', ''])(
    'with the date %j is refused',
    async (date) => {
      expect(await readWith({ headers: { 'x-sdk-date': date } })).toBe('401 APIGW.0301');
    },
  );

  it.each([
    ['no blank after the commas', (value: string) => value.replaceAll(', ', ',')],
    ['another algorithm', (value: string) => value.replace('SDK-', 'V11-')],
    ['unsorted header names', (value: string) => value.replace('host;x-sdk-date', 'x-sdk-date;host')],
    ['a header name twice', (value: string) => value.replace('host;', 'host;host;')],
    ['an upper-case signature', (value: string) => value.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase())],
    ['nothing but the scheme', () => 'SDK-HMAC-SHA256'],
    ['Basic', () => 'Basic YTpi'],
  ])('with %s in Authorization is refused', async (_, spoil) => {
    const caller = taurusdbCaller();
    const headers = { host: 'h', 'x-sdk-date': sdkDate(START) };
    const good = authorization('GET', policyPath(), headers, Buffer.alloc(0));
    const send = (value: string) =>
      caller.get(policyPath(), { anonymous: true, headers: { ...headers, authorization: value } });
    expect(refusal(await send(good))).toBe('200 accepted');
    const answer = await send(spoil(good));
    expect(refusal(answer)).toBe('401 APIGW.0301');
    // Refused for its form, so before anything was compared.
    expect(answer.body.error_msg).not.toContain('canonicalRequest');
  });

  it('that names an empty header as signed must also send it', async () => {
    const headers = { 'x-extra': '' };
    expect(await readWith({ headers })).toBe('200 accepted');
    expect(await readWith({ headers, tampered: { 'x-extra': undefined } })).toBe('401 APIGW.0301');
  });

  it('that names a header called constructor as signed is refused like any other', async () => {
    const sent = `SDK-HMAC-SHA256 Access=${WRITER.id}, SignedHeaders=constructor;x-sdk-date, Signature=${'0'.repeat(64)}`;
    expect(await readWith({ tampered: { authorization: sent } })).toBe('401 APIGW.0301');
  });

  it('echoes the canonical request, values of signed headers included, when the signature is wrong', async () => {
    const answer = await taurusdbCaller().get(policyPath(), { key: WRONG, headers: { 'x-language': 'zh-cn' } });
    expect(answer.body.error_msg).toContain('verify aksk signature fail, canonicalRequest:GET|');
    expect(answer.body.error_msg).toContain('|x-language:zh-cn|');
  });

  it('with an unknown access key is told so', async () => {
    const answer = await taurusdbCaller().get(policyPath(), { key: { id: 'NOBODY', secret: 'x' } });
    expect(refusal(answer)).toBe('401 APIGW.0301');
    expect(answer.body.error_msg).toContain('ak:NOBODY,err:ak not exist');
  });
});

describe('wrong signatures', () => {
  it('in a row, more than five, lock the key for five minutes for everybody', async () => {
    const caller = taurusdbCaller();
    const wrong = () => caller.get(policyPath(), { key: WRONG });
    for (let count = 0; count < 5; count++) await wrong();
    expect(refusal(await caller.policy())).toBe('200 accepted');
    for (let count = 0; count < 6; count++) await wrong();
    const locked = await caller.policy();
    expect(refusal(locked)).toBe('401 APIGW.0301');
    expect(locked.body.error_msg).toContain('AK access failed to reach the limit,forbidden');
    expect(refusal(await caller.get(policyPath(), { key: READER }))).toBe('200 accepted');
    caller.advance(5 * MINUTE - 1);
    expect(refusal(await caller.policy())).toBe('401 APIGW.0301');
    caller.advance(1);
    expect(refusal(await caller.policy())).toBe('200 accepted');
  });
});

describe('a temporary key', () => {
  const withToken = (headers: CallOptions['headers'] = {}) => {
    const caller = taurusdbCaller();
    caller.edit(({ credentials }) => Object.assign(credentials.keys[0]!, { securityToken: 'session-token' }));
    return caller.get(policyPath(), { headers });
  };

  it('needs its X-Security-Token on each call', async () => {
    expect(refusal(await withToken({ 'x-security-token': 'session-token' }))).toBe('200 accepted');
    expect(refusal(await withToken())).toBe('401 APIGW.0301');
    expect(refusal(await withToken({ 'x-security-token': 'another' }))).toBe('401 APIGW.0301');
  });

  it('is what the header is for: a permanent key is refused with one', async () => {
    expect(await readWith({ headers: { 'x-security-token': 'session-token' } })).toBe('401 APIGW.0301');
  });
});

describe('what a key may do', () => {
  it('X-Project-Id must be the project of the path', async () => {
    expect(await readWith({ headers: { 'x-project-id': PROJECT } })).toBe('200 accepted');
    expect(await readWith({ headers: { 'x-project-id': ELSEWHERE } })).toBe('403 DBS.200010');
  });

  it('a reader reads and does not write', async () => {
    const caller = taurusdbCaller();
    expect(refusal(await caller.get(policyPath(), { key: READER }))).toBe('200 accepted');
    const body = { keep_days: 365, audit_types: [] };
    expect(refusal(await caller.set(LEDGER, body, { key: READER }))).toBe('403 DBS.200010');
    caller.advance(SETTLE_MS);
    expect((await caller.policy()).body.keep_days).toBe(7);
  });

  it('a key with the audit log permissions alone sets the policy and does not see instances', async () => {
    const caller = taurusdbCaller();
    caller.edit(({ credentials }) => Object.assign(credentials.keys[0]!, { access: 'policy-only' }));
    expect(refusal(await caller.policy())).toBe('200 accepted');
    expect(refusal(await caller.set(LEDGER, { keep_days: 365 }))).toBe('200 accepted');
    for (const path of [instancePath(), `/v3/${PROJECT}/instances`])
      expect(refusal(await caller.get(path))).toBe('403 DBS.200010');
  });

  it('a key without rights is known and may nothing', async () => {
    const caller = taurusdbCaller();
    caller.edit(({ credentials }) => Object.assign(credentials.keys[0]!, { access: 'none' }));
    expect(refusal(await caller.policy())).toBe('403 DBS.200010');
  });
});
