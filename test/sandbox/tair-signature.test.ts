import { describe, expect, it } from 'vitest';
import {
  acsSignature,
  canonicalRequest,
  type SignedMessage,
  sha256Hex,
  stringToSign,
} from '../../src/sandbox/vendors/tair/acs-signature.ts';
import { queryPairs } from '../../src/sandbox/vendors/tair/query-pairs.ts';
import { parseUtcTime } from '../../src/sandbox/vendors/tair/utc-time.ts';
import { instanceOf, refusal, SESSION, signedRequest, START, tairSandbox, WRITER } from './tair-signed-request.ts';

const EMPTY_SHA = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const MINUTE = 60_000;

function message(rawQuery: string, headers: Readonly<Record<string, string>>): SignedMessage {
  return { method: 'POST', path: '/', query: queryPairs(rawQuery), headers, body: Buffer.alloc(0) };
}

const MODIFY_MESSAGE = message('Retention=180&InstanceId=r-bp1example00001&DbAudit=true', {
  'x-acs-version': '2015-01-01',
  'x-acs-signature-nonce': '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  'x-acs-date': '2026-01-02T03:04:05Z',
  'x-acs-content-sha256': EMPTY_SHA,
  'x-acs-action': 'ModifyAuditLogConfig',
  host: 'r-kvstore.aliyuncs.com',
  accept: 'application/json',
  authorization: 'not signed',
  'user-agent': 'not signed',
});

describe('signature V3', () => {
  it('reproduces the example computed for ModifyAuditLogConfig', () => {
    expect(sha256Hex(canonicalRequest(MODIFY_MESSAGE))).toBe(
      'f728c4a0f9b9a06cbacf1b57b42797426ad0c5155ac8100500a151226a32dd1b',
    );
    expect(acsSignature('exampleSecret', stringToSign(MODIFY_MESSAGE))).toBe(
      '4080dded71b672e3b357075b3ed57602af3829a60754ab551f85a43c0adeb651',
    );
  });

  it("reproduces the V3 page's fixed example, RunInstances", () => {
    const run = message('ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai', {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': EMPTY_SHA,
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26',
    });
    expect(acsSignature('YourAccessKeySecret', stringToSign(run))).toBe(
      '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });

  it('puts an empty line between headers and header names', () => {
    expect(canonicalRequest(MODIFY_MESSAGE).split('\n')).toEqual([
      'POST',
      '/',
      'DbAudit=true&InstanceId=r-bp1example00001&Retention=180',
      'host:r-kvstore.aliyuncs.com',
      'x-acs-action:ModifyAuditLogConfig',
      `x-acs-content-sha256:${EMPTY_SHA}`,
      'x-acs-date:2026-01-02T03:04:05Z',
      'x-acs-signature-nonce:0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      'x-acs-version:2015-01-01',
      '',
      'host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version',
      EMPTY_SHA,
    ]);
  });

  it('encodes the query by RFC 3986 and sorts it by name', () => {
    const canonical = canonicalRequest(message("b=it's%20(a)*!~&a=%E4%B8%AD/", { host: 'h' }));
    expect(canonical.split('\n')[2]).toBe('a=%E4%B8%AD%2F&b=it%27s%20%28a%29%2A%21~');
  });
});

describe('times', () => {
  it.each(['2026-01-02T03:04:05.000Z', '2026-01-02T03:04Z', '2026-01-02T03:04:05+00:00', '2026-02-30T00:00:00Z', ''])(
    'refuses %j as a UTC time of whole seconds',
    (value) => expect(parseUtcTime(value)).toBeNull(),
  );
});

describe('gateway authentication', () => {
  it('accepts a signed GET and a signed POST', async () => {
    const sandbox = tairSandbox();
    expect((await sandbox.call('DescribeRegions', {}, { method: 'GET' })).status).toBe(200);
    expect((await sandbox.call('DescribeRegions', {}, { method: 'POST' })).status).toBe(200);
  });

  it('accepts parameters that need every kind of escaping', async () => {
    const answer = await tairSandbox().call('DescribeInstances', { SearchKey: "o'r (d)*e+r/s 中&=!" });
    expect(answer.status).toBe(200);
  });

  it.each(['host', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'])(
    'answers IncompleteSignature when %s is missing',
    async (header) => {
      const answer = await tairSandbox().call('DescribeRegions', {}, { headers: { [header]: undefined } });
      expect(refusal(answer)).toBe('400 IncompleteSignature');
    },
  );

  it.each([
    undefined,
    'ACS3-HMAC-SHA256 Credential=LTAI-sandbox-writer',
    'ACS3-HMAC-SHA256 Credential=LTAI-sandbox-writer, SignedHeaders=host, Signature=00',
  ])('answers IncompleteSignature to the Authorization header %j', async (authorization) => {
    const answer = await tairSandbox().call('DescribeRegions', {}, { tampered: { authorization } });
    expect(refusal(answer)).toBe('400 IncompleteSignature');
  });

  it('answers InvalidSignatureMethod to another algorithm', async () => {
    const authorization = 'ACS3-RSA-SHA256 Credential=a,SignedHeaders=host,Signature=00';
    const answer = await tairSandbox().call('DescribeRegions', {}, { tampered: { authorization } });
    expect(refusal(answer)).toBe('400 InvalidSignatureMethod');
  });

  it('answers InvalidTimeStamp.Format to a date with milliseconds', async () => {
    const headers = { 'x-acs-date': new Date(START).toISOString() };
    expect(refusal(await tairSandbox().call('DescribeRegions', {}, { headers }))).toBe('400 InvalidTimeStamp.Format');
  });

  it.each([
    [-15 * MINUTE, '200 accepted'],
    [15 * MINUTE, '200 accepted'],
    [-15 * MINUTE - 1_000, '400 InvalidTimeStamp.Expired'],
    [15 * MINUTE + 1_000, '400 InvalidTimeStamp.Expired'],
  ])('allows a clock 15 minutes off and no more: %d ms', async (offset, expected) => {
    const sandbox = tairSandbox();
    expect(refusal(await sandbox.send(signedRequest('DescribeRegions', {}, START + offset)))).toBe(expected);
  });

  it('answers 404 InvalidAccessKeyId.NotFound to an unknown key', async () => {
    const answer = await tairSandbox().call('DescribeRegions', {}, { key: { id: 'LTAI-nobody', secret: 'x' } });
    expect(refusal(answer)).toBe('404 InvalidAccessKeyId.NotFound');
  });

  it('answers InvalidAccessKeyId.Inactive to a disabled key', async () => {
    const sandbox = tairSandbox((state) => {
      for (const credential of state.credentials) credential.active = false;
    });
    expect(refusal(await sandbox.call('DescribeRegions'))).toBe('400 InvalidAccessKeyId.Inactive');
  });

  it('answers SignatureDoesNotMatch with the string it signed when the secret is wrong', async () => {
    const answer = await tairSandbox().call('DescribeRegions', {}, { key: { id: WRITER.id, secret: 'wrong' } });
    expect(refusal(answer)).toBe('400 SignatureDoesNotMatch');
    expect(answer.body.Message).toMatch(/server StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\]$/);
  });

  it.each([
    ['the host header loses its port', { host: '127.0.0.1' }],
    ['an unsigned x-acs- header is added', { 'x-acs-extra': '1' }],
    ['an unsigned content-type is added', { 'content-type': 'application/json' }],
    ['the action is changed', { 'x-acs-action': 'DescribeInstances' }],
  ])('answers SignatureDoesNotMatch when %s after signing', async (_, tampered) => {
    expect(refusal(await tairSandbox().call('DescribeRegions', {}, { tampered }))).toBe('400 SignatureDoesNotMatch');
  });

  it('answers SignatureDoesNotMatch when the query is changed after signing', async () => {
    const answer = await tairSandbox().call('DescribeInstances', { PageSize: '30' }, { rawQuery: 'PageSize=50' });
    expect(refusal(answer)).toBe('400 SignatureDoesNotMatch');
  });

  it('answers SignatureDoesNotMatch when accept is among the signed headers', async () => {
    const answer = await tairSandbox().call('DescribeRegions', {}, { headers: { accept: 'application/json' } });
    expect(refusal(answer)).toBe('400 SignatureDoesNotMatch');
  });

  it('answers SignatureDoesNotMatch when the content hash is not that of the body', async () => {
    const headers = { 'x-acs-content-sha256': sha256Hex('other') };
    expect(refusal(await tairSandbox().call('DescribeRegions', {}, { headers }))).toBe('400 SignatureDoesNotMatch');
  });

  it('answers SignatureDoesNotMatch when SignedHeaders is not the sorted list of what is signed', async () => {
    const sandbox = tairSandbox();
    const request = signedRequest('DescribeRegions', {}, START);
    const authorization = request.headers.authorization?.replace('host;x-acs-action', 'x-acs-action;host') ?? '';
    const answer = await sandbox.send({ ...request, headers: { ...request.headers, authorization } });
    expect(refusal(answer)).toBe('400 SignatureDoesNotMatch');
    expect(refusal(await sandbox.send(request))).toBe('200 accepted');
  });

  it('accepts a signed content-type', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await tairSandbox().call('DescribeRegions', {}, { headers })).status).toBe(200);
  });

  it('answers SignatureNonceUsed to a replay', async () => {
    const sandbox = tairSandbox();
    const request = signedRequest('DescribeRegions', {}, START);
    expect(refusal(await sandbox.send(request))).toBe('200 accepted');
    sandbox.advance(MINUTE);
    expect(refusal(await sandbox.send(request))).toBe('400 SignatureNonceUsed');
  });

  it('does not spend the nonce of a request whose signature is wrong', async () => {
    const sandbox = tairSandbox();
    const headers = { 'x-acs-signature-nonce': 'same' };
    await sandbox.call('DescribeRegions', {}, { headers, key: { id: WRITER.id, secret: 'wrong' } });
    expect(refusal(await sandbox.call('DescribeRegions', {}, { headers }))).toBe('200 accepted');
  });

  it('forgets nonces once no date could make them valid again', async () => {
    const sandbox = tairSandbox();
    await sandbox.call('DescribeRegions');
    sandbox.advance(31 * MINUTE);
    await sandbox.call('DescribeRegions');
    expect(Object.keys(sandbox.state().nonces)).toHaveLength(1);
  });
});

describe('temporary (STS) keys', () => {
  const sts = () =>
    tairSandbox((state) => {
      for (const credential of state.credentials) credential.securityToken = 'token-1';
    });

  it('answers MissingSecurityToken without x-acs-security-token', async () => {
    expect(refusal(await sts().call('DescribeRegions'))).toBe('400 MissingSecurityToken');
  });

  it('refuses another token, and any token of a lasting key', async () => {
    const headers = { 'x-acs-security-token': 'token-2' };
    expect((await sts().call('DescribeRegions', {}, { headers })).body.Code).toMatch(/^InvalidSecurityToken/);
    expect((await tairSandbox().call('DescribeRegions', {}, { headers })).body.Code).toMatch(/^InvalidSecurityToken/);
  });

  it('accepts the right token, with x-acs-accesskey-id signed too', async () => {
    const headers = { 'x-acs-security-token': 'token-1', 'x-acs-accesskey-id': WRITER.id };
    expect((await sts().call('DescribeRegions', {}, { headers })).status).toBe(200);
  });
});

describe('refusals leave no trace', () => {
  it('does not change an instance on an unauthenticated write', async () => {
    const sandbox = tairSandbox();
    const parameters = { InstanceId: SESSION, DbAudit: 'true', Retention: '90' };
    await sandbox.call('ModifyAuditLogConfig', parameters, { key: { id: WRITER.id, secret: 'wrong' } });
    expect(instanceOf(sandbox.state(), SESSION).pending).toBeNull();
    expect(sandbox.state().log).toEqual([]);
  });
});
