import { describe, expect, test } from 'vitest';
import { signatureHeaders } from '../../src/providers/taurusdb/signature.ts';
import { fake, ID, PROJECT, target, trouble } from './taurusdb-fake.ts';

const key = { accessKey: 'EXAMPLEACCESSKEY0001', secretKey: 'ExampleSecretKey0001ExampleSecretKey0001' };
const now = Date.UTC(2026, 0, 2, 3, 4, 5, 999);
const base = `https://gaussdb.ap-southeast-3.myhuaweicloud.com/v3/${PROJECT}/instances/${ID}`;
const put = {
  method: 'PUT',
  url: new URL(`${base}/audit-log-policy`),
  headers: { 'content-type': 'application/json', 'x-language': 'en-us' },
  body: '{"keep_days":30,"audit_types":["CREATE","ALTER"]}',
};
const get = { method: 'GET', url: new URL(`${base}/audit-log-policy`), headers: {}, body: '' };
const sign = (request: typeof get, more: object = {}) => signatureHeaders(request, { ...key, ...more }, PROJECT, now);
const signatureOf = ({ authorization = '' }: Record<string, string>) => /Signature=(.+)$/.exec(authorization)?.[1];

describe('SDK-HMAC-SHA256', () => {
  test("gives the result of the signing guide's example, which the vendor's Java SDK tests with the whole key", () => {
    const request = {
      method: 'GET',
      url: new URL(
        'https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
      ),
      headers: { 'Content-Type': 'application/json' },
      body: '',
    };
    const published = { accessKey: 'QTWAOYTTINDUT2QVKYUC', secretKey: 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc' };
    expect(signatureHeaders(request, published, null, Date.UTC(2019, 10, 15, 3, 36, 55))).toEqual({
      'x-sdk-date': '20191115T033655Z',
      authorization:
        'SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe',
    });
  });

  test("gives what the vendor's Node signer gives for SetAuditLogPolicy", () => {
    expect(signatureOf(sign(put))).toBe('bf1bca0a0e9d5a03d449bb95fa403631f98a0460324cd26e1fa66b66c49a896c');
    expect(sign(put).authorization).toContain('SignedHeaders=content-type;host;x-language;x-project-id;x-sdk-date,');
  });

  test('sorts and encodes the query as RFC 3986 wants it, plus signs too', () => {
    const logs = `${base}/audit-logs?start_time=2026-01-01T00:00:00%2B0000&end_time=2026-01-02T00:00:00%2B0000&offset=0&limit=100`;
    expect(signatureOf(sign({ ...get, url: new URL(logs) }))).toBe(
      '257534ad58ce8a8ca1af6bfef8aa1abbc8ded6a98232529203951b9682c196c8',
    );
    const order = (query: string) => signatureOf(sign({ ...get, url: new URL(`${base}?${query}`) }));
    expect(order('b=2&a=2&a=1')).toBe(order('a=1&a=2&b=2'));
    expect(order("a=!'()*")).toBe(order('a=%21%27%28%29%2A'));
  });

  test('a path ends with a slash in the signature, whether it does on the wire or not', () => {
    expect(signatureOf(sign(get))).toBe(signatureOf(sign({ ...get, url: new URL(`${get.url.href}/`) })));
  });

  test('header values are trimmed, and the exact body counts', () => {
    const typed = (type: string, body = put.body) =>
      signatureOf(sign({ ...put, headers: { 'content-type': type }, body }));
    expect(typed(' application/json ')).toBe(typed('application/json'));
    expect(typed('application/json', `${put.body} `)).not.toBe(typed('application/json'));
  });

  test('what proxies rewrite on the way is not signed', () => {
    const headers = { 'user-agent': 'auditform', 'accept-encoding': 'identity' };
    expect(sign({ ...get, headers }).authorization).toContain('SignedHeaders=host;x-project-id;x-sdk-date,');
  });

  test('the security token of a temporary key is sent and signed', () => {
    const headers = sign(get, { securityToken: 'sts' });
    expect(headers['x-security-token']).toBe('sts');
    expect(headers.authorization).toContain('SignedHeaders=host;x-project-id;x-sdk-date;x-security-token,');
    expect(signatureOf(headers)).not.toBe(signatureOf(sign(get, { securityToken: 'other' })));
  });

  test('a port that is not the default is part of the signed host', () => {
    const at = (origin: string) => signatureOf(sign({ ...get, url: new URL(`${origin}/v3`) }));
    expect(at('http://127.0.0.1:8080')).not.toBe(at('http://127.0.0.1:8081'));
    expect(at('https://a.example.com:443')).toBe(at('https://a.example.com'));
  });
});

describe('authentication of an attempt', () => {
  const authenticate = (options: Parameters<typeof fake>[1] = {}) => {
    const subject = fake({}, options);
    return { subject, headers: () => subject.clients[0]!.authenticate(get, 'read') };
  };

  test('each is signed anew, since the date is inside', async () => {
    const { subject, headers } = authenticate();
    const first = await headers();
    subject.clock.now += 1_000;
    const second = await headers();
    expect([first['x-sdk-date'], second['x-sdk-date']]).toEqual(['20260102T030405Z', '20260102T030406Z']);
    expect(first.authorization).not.toBe(second.authorization);
  });

  test('a signature and a token are never sent together', async () => {
    expect(await authenticate().headers()).not.toHaveProperty('x-auth-token');
    const credentials = { username: 'auditor', password: 'p', domain: 'acme' };
    expect(await authenticate({ credentials }).headers()).toEqual({ 'x-auth-token': 'MIItoken' });
  });

  const sdk = { HUAWEICLOUD_SDK_AK: 'sdk', HUAWEICLOUD_SDK_SK: 's', HUAWEICLOUD_SDK_SECURITY_TOKEN: 't' };
  const terraform = { HW_ACCESS_KEY: 'tf', HW_SECRET_KEY: 's', HW_SECURITY_TOKEN: 'u' };

  test.each([
    ['sdk', 't', { ...sdk, ...terraform }],
    ['tf', 'u', terraform],
  ])("without credentials the vendor's variables are read, token included: %s", async (id, token, environment) => {
    const headers = await authenticate({ credentials: {}, environment }).headers();
    expect(headers.authorization).toContain(`Access=${id},`);
    expect(headers['x-security-token']).toBe(token);
  });

  test('a key is never put together from two places, since five wrong signatures lock it for everybody', async () => {
    const halves = [
      { credentials: { accessKey: 'EXAMPLE' }, environment: sdk },
      { credentials: { secretKey: 'x' }, environment: sdk },
      { credentials: {}, environment: { HUAWEICLOUD_SDK_AK: 'sdk', ...terraform } },
      { credentials: {}, environment: { HUAWEICLOUD_SDK_AK: 'sdk', HW_SECRET_KEY: 's' } },
      { credentials: {}, environment: {} },
    ];
    for (const half of halves)
      expect(await trouble(authenticate(half).headers() as Promise<unknown>)).toMatchObject({
        code: 'AF217',
        sent: 'no',
      });
    expect(await authenticate({ environment: sdk }).headers()).not.toHaveProperty('x-security-token');
  });
});

describe('endpoint', () => {
  const baseUrl = (connection: object) => fake({}, { connection }).clients[0]!.baseUrl;

  test.each([
    ['gaussdb', ['cn-north-2', 'cn-north-4', 'cn-north-9', 'cn-east-3', 'cn-south-1', 'cn-south-4', 'cn-southwest-2']],
    ['gaussdb', ['ap-southeast-3', 'ap-southeast-4', 'sa-brazil-1', 'ru-northwest-2', 'somewhere-new-1']],
    ['gaussdbformysql', ['ap-southeast-1', 'ap-southeast-2', 'tr-west-1', 'cn-north-11', 'me-east-1']],
    ['gaussdb-mysql', ['af-south-1', 'cn-east-5', 'la-north-2', 'cn-southwest-3']],
  ])('hosts begin with %s in %j', (prefix, regions) => {
    for (const region of regions) expect(baseUrl({ region })).toBe(`https://${prefix}.${region}.myhuaweicloud.com`);
  });

  test('an endpoint in the connection wins, with or without a slash at its end', () => {
    expect(baseUrl({ endpoint: 'https://gaussdb-mysql.eu-de.otc.t-systems.com/' })).toBe(
      'https://gaussdb-mysql.eu-de.otc.t-systems.com',
    );
  });

  test('without project, and without both region and endpoint, nothing is opened', () => {
    expect(() => fake({}, { connection: { projectId: null } })).toThrow(/project_id/);
    expect(() => fake({}, { connection: { region: null } })).toThrow(/region/);
  });

  test('calls are those of /v3, the writing one with its content type', async () => {
    const { session, calls } = fake();
    await session.read(target());
    expect(calls[0]?.request.url).toBe(`/v3/${PROJECT}/instances/${ID}/audit-log-policy`);
  });
});

describe('where IAM is', () => {
  const credentials = { username: 'auditor', password: 'p', domain: 'acme' };
  const iam = async (connection: object) => {
    const subject = fake({}, { connection, credentials });
    await subject.clients[0]!.authenticate(get, 'read');
    return subject.clients[1]?.baseUrl;
  };

  test.each([
    [{}, 'https://iam.ap-southeast-3.myhuaweicloud.com'],
    [{ region: 'af-south-1' }, 'https://iam.af-south-1.myhuaweicloud.com'],
    [{ endpoint: 'https://gaussdb-mysql.eu-de.otc.t-systems.com' }, 'https://iam.eu-de.otc.t-systems.com'],
    [{ endpoint: 'https://gaussdb.eu-west-101.myhuaweicloud.eu' }, 'https://iam.eu-west-101.myhuaweicloud.eu'],
    [{ iamEndpoint: 'https://iam.myhuaweicloud.com/' }, 'https://iam.myhuaweicloud.com'],
  ])('%j has it at %s', async (connection, url) => {
    expect(await iam(connection)).toBe(url);
  });

  test('the password of a private cloud is never sent to the public one', async () => {
    expect(await iam({ endpoint: 'https://gaussdb.cloud.example.com', region: 'cn-north-4' })).toBe(
      'https://gaussdb.cloud.example.com',
    );
    expect(await iam({ endpoint: 'http://127.0.0.1:8080' })).toBe('http://127.0.0.1:8080');
  });

  test('its calls count for themselves: few at a time, and no rate until it names one', async () => {
    const subject = fake({}, { credentials });
    await subject.clients[0]!.prepare!('read');
    expect(subject.clients[0]?.account).toBeUndefined();
    expect(subject.clients[1]?.account).toContain('https://iam.ap-southeast-3.myhuaweicloud.com');
    expect(subject.clients[1]?.defaults).toEqual({ concurrency: 2 });
  });
});
