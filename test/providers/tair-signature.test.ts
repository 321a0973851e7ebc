import { describe, expect, test } from 'vitest';
import { acsSignatureHeaders, encodeQuery, utcSeconds } from '../../src/providers/tair/acs-signature.ts';
import { ID, fake, target, trouble } from './tair-fake.ts';

const query = encodeQuery({ Retention: '180', InstanceId: ID, DbAudit: 'true' });
const request = {
  method: 'POST',
  url: new URL(`https://r-kvstore.aliyuncs.com/?${query}`),
  headers: { accept: 'application/json', 'user-agent': 'auditform' },
  body: '',
};
const key = { id: 'LTAIexample', secret: 'exampleSecret' };
const operation = { action: 'ModifyAuditLogConfig', version: '2015-01-01' };
const fresh = { now: Date.UTC(2026, 0, 2, 3, 4, 5, 999), nonce: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };

describe('signature V3', () => {
  test("gives what the vendor's own packages give for ModifyAuditLogConfig", () => {
    expect(acsSignatureHeaders(request, operation, key, fresh)).toEqual({
      'x-acs-action': 'ModifyAuditLogConfig',
      'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-acs-date': '2026-01-02T03:04:05Z',
      'x-acs-signature-nonce': fresh.nonce,
      'x-acs-version': '2015-01-01',
      authorization:
        'ACS3-HMAC-SHA256 Credential=LTAIexample,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=4080dded71b672e3b357075b3ed57602af3829a60754ab551f85a43c0adeb651',
    });
  });

  test('gives the fixed example of the V3 page (ECS RunInstances)', () => {
    const image = encodeQuery({
      ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
      RegionId: 'cn-shanghai',
    });
    const headers = acsSignatureHeaders(
      { ...request, url: new URL(`https://ecs.cn-shanghai.aliyuncs.com/?${image}`) },
      { action: 'RunInstances', version: '2014-05-26' },
      { id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' },
      { now: Date.UTC(2023, 9, 26, 10, 22, 32), nonce: '3156853299f313e23d1673dc12e1703d' },
    );
    expect(headers.authorization).toMatch(/,Signature=06563a9e[0-9a-f]{51}283c0$/);
  });

  test('content-type is signed where it is sent, and values are trimmed', () => {
    const signed = (type: string) =>
      acsSignatureHeaders({ ...request, headers: { 'Content-Type': type } }, operation, key, fresh).authorization;
    expect(signed('text/plain')).toContain('SignedHeaders=content-type;host;');
    expect(signed(' text/plain ')).toBe(signed('text/plain'));
  });

  test('the hash is that of the body', () => {
    const headers = acsSignatureHeaders({ ...request, body: 'abc' }, operation, key, fresh);
    expect(headers['x-acs-content-sha256']).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(headers.authorization).not.toBe(acsSignatureHeaders(request, operation, key, fresh).authorization);
  });

  test('a security token is sent and signed', () => {
    const headers = acsSignatureHeaders(request, operation, { ...key, securityToken: 'sts' }, fresh);
    expect(headers['x-acs-security-token']).toBe('sts');
    expect(headers.authorization).toContain(';x-acs-security-token;x-acs-signature-nonce;');
  });

  test('a port that is not the default is part of the signed host', () => {
    const signature = (url: string) =>
      acsSignatureHeaders({ ...request, url: new URL(url) }, operation, key, fresh).authorization;
    expect(signature('http://127.0.0.1:8080/')).not.toBe(signature('http://127.0.0.1:8081/'));
    expect(signature('https://a.example.com:443/')).toBe(signature('https://a.example.com/'));
  });

  test('names and values are encoded by RFC 3986 and sorted', () => {
    expect(encodeQuery({ b: "a b!'()*+~", 'a/': 'é' })).toBe('a%2F=%C3%A9&b=a%20b%21%27%28%29%2A%2B~');
  });

  test('they are sorted by name, one that begins like another after it', () => {
    expect(encodeQuery({ 'Tag.10': '1', 'Tag.1': '2', 'a-b': '3', a: '4' })).toBe('Tag.1=2&Tag.10=1&a=4&a-b=3');
  });

  test('times are encoded: no colon goes out bare', () => {
    expect(encodeQuery({ StartTime: '2026-01-02T03:04:05Z' })).toBe('StartTime=2026-01-02T03%3A04%3A05Z');
  });

  test('the encoded query is signed as it goes on the wire', () => {
    const at = (value: string) =>
      acsSignatureHeaders(
        { ...request, url: new URL(`https://x.example.com/?${encodeQuery({ a: value })}`) },
        operation,
        key,
        fresh,
      ).authorization;
    expect(at('a+b')).not.toBe(at('a b'));
  });

  test('times have no milliseconds, which the vendor would call malformed', () => {
    expect(utcSeconds(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toBe('2026-01-02T03:04:05Z');
  });
});

describe('authentication of an attempt', () => {
  const sent = { ...request, headers: { ...request.headers, 'x-acs-action': 'DescribeInstances' } };
  const signing = async ({ clients }: ReturnType<typeof fake>) => clients[0]!.authenticate(sent, 'read');

  test('has a nonce of its own each time: a nonce that comes back is refused', async () => {
    const { clients } = fake();
    const [one, two] = [await clients[0]!.authenticate(sent, 'read'), await clients[0]!.authenticate(sent, 'read')];
    expect(one['x-acs-signature-nonce']).not.toBe(two['x-acs-signature-nonce']);
    expect(one.authorization).not.toBe(two.authorization);
    expect(one['x-acs-action']).toBe('DescribeInstances');
    expect(one['x-acs-version']).toBe('2015-01-01');
    expect(one['x-acs-date']).toBe('2026-01-02T03:04:05Z');
  });

  test("falls back to the vendor's variables, token included", async () => {
    const environment = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'env',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's',
      ALIBABA_CLOUD_SECURITY_TOKEN: 't',
    };
    const headers = await fake({}, { credentials: {}, environment }).clients[0]!.authenticate(sent, 'read');
    expect(headers.authorization).toContain('Credential=env,');
    expect(headers['x-acs-security-token']).toBe('t');
  });

  test("never mixes the connection's key with the environment's secret or token", async () => {
    const environment = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'env',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 's',
      ALIBABA_CLOUD_SECURITY_TOKEN: 't',
    };
    const half = fake({}, { credentials: { accessKeyId: 'LTAIexample' }, environment });
    expect((await trouble(signing(half))).code).toBe('AF217');
    const whole = fake({}, { environment });
    expect(await whole.clients[0]!.authenticate(sent, 'read')).not.toHaveProperty('x-acs-security-token');
  });

  test('without any key nothing is sent', async () => {
    const keyless = fake({}, { credentials: {}, environment: { ALIBABA_CLOUD_ACCESS_KEY_ID: '' } });
    const error = await trouble(signing(keyless));
    expect(error).toMatchObject({ code: 'AF217', sent: 'no' });
  });
});

describe('endpoint', () => {
  const base = (region: string, endpoint: string | null = null) =>
    fake({}, { connection: { region, endpoint } }).clients[0]!.baseUrl;

  test.each([
    'cn-hangzhou',
    'cn-shanghai',
    'cn-beijing',
    'cn-qingdao',
    'cn-wulanchabu',
    'cn-heyuan',
    'cn-hangzhou-finance',
    'cn-beijing-gov-1',
  ])('%s shares one host', (region) => {
    expect(base(region)).toBe('https://r-kvstore.aliyuncs.com');
  });

  test.each(['ap-southeast-1', 'cn-hongkong', 'cn-shenzhen', 'eu-central-1'])(
    '%s has its own host and never falls back to the shared one',
    (region) => {
      expect(base(region)).toBe(`https://r-kvstore.${region}.aliyuncs.com`);
    },
  );

  test('an endpoint in the connection wins', () => {
    expect(base('cn-hangzhou', 'http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080');
  });

  test('without a region nothing is opened: the writing call takes none', () => {
    expect(() => fake({}, { connection: { region: null } })).toThrow(/region/);
  });

  test('actions are POST with the parameters in the query and no body; reading ones are marked so', async () => {
    const { session, calls } = fake();
    await session.read(target({}));
    expect(calls[0]?.request).toMatchObject({
      method: 'POST',
      url: `/?InstanceId=${ID}&RegionId=cn-hangzhou`,
      access: 'read',
    });
    expect(calls[0]?.request.body).toBeUndefined();
  });
});
