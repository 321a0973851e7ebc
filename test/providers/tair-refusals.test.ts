import { describe, expect, test } from 'vitest';
import { classify, refusal } from '../../src/providers/tair/refusal.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { config, fake, ID, type Reply, refused, response, target, trouble } from './tair-fake.ts';

describe('the HTTP client is told by Code, whatever the status', () => {
  const told = (reply: Reply) => classify(response(reply));

  test.each([
    [400, 'Throttling.User'],
    [400, 'Throttling'],
    [403, 'Throttling.Api'],
    [503, 'Throttling.Api'],
    [400, 'Rejected.Throttling'],
    [200, 'Throttling.User'],
  ])('%i %s is throttled, not refused', (status, code) => {
    const scope = code === 'Throttling.Api' ? { scope: 'operation' } : {};
    expect(told(refused(status, code))).toEqual({ kind: 'throttled', ...scope });
  });

  test('x-acs-retry-after counts in milliseconds', () => {
    expect(told({ ...refused(400, 'Throttling.User'), headers: { 'x-acs-retry-after': '1500' } })).toEqual({
      kind: 'throttled',
      waitMs: 1500,
    });
    for (const odd of ['', 'soon', '-5'])
      expect(told({ ...refused(400, 'Throttling'), headers: { 'x-acs-retry-after': odd } })).toEqual({
        kind: 'throttled',
      });
  });

  test('SignatureNonceUsed is sent again at once, signed anew', () => {
    expect(told(refused(400, 'SignatureNonceUsed'))).toEqual({ kind: 'unprocessed' });
  });

  test.each([
    [404, 'InvalidAccessKeyId.NotFound'],
    [400, 'InvalidAccessKeyId.Inactive'],
    [400, 'SignatureDoesNotMatch'],
    [400, 'IncompleteSignature'],
    [400, 'InvalidSignatureMethod'],
    [400, 'MissingSecurityToken'],
    [400, 'InvalidSecurityToken.Expired'],
    [403, 'InvalidSecurityToken.MismatchWithAccessKey'],
    [400, 'InvalidSecurityToken.Malformed'],
  ])('%i %s refuses the login: nothing more is sent', (status, code) => {
    expect(told(refused(status, code))).toEqual({ kind: 'login-refused' });
  });

  test.each([
    refused(403, 'Forbidden.RAM'),
    refused(404, 'InvalidInstanceId.NotFound'),
    refused(400, 'InvalidTimeStamp.Expired'),
    { status: 502, body: '<html>Throttling</html>' },
    { status: 200, body: { DbAudit: 'true' } },
  ])("all else is the provider's (%#)", (reply) => {
    expect(told(reply)).toBeNull();
  });

  test('the session uses it', () => {
    const answers = [refused(400, 'Throttling.User'), refused(400, 'MissingSecurityToken'), config('true', '30')];
    for (const reply of answers)
      expect(fake().clients[0]?.classify?.(response(reply))).toEqual(classify(response(reply)));
  });
});

describe('what an error of the vendor means', () => {
  test.each([
    [404, 'InvalidInstanceId.NotFound', 'AF305', 'AF305', 'refused'],
    [400, 'InvalidRetention', 'AF304', 'AF502', 'refused'],
    [400, 'ResourceConfigError', 'AF304', 'AF502', 'refused'],
    [403, 'TaskHasExist', 'AF407', 'AF407', 'busy'],
    [403, 'IncorrectDBInstanceState', 'AF407', 'AF407', 'busy'],
    [400, 'LockTimeout', 'AF407', 'AF407', 'busy'],
    [400, 'IncorrectDBInstance.NotSupported', 'AF306', 'AF306', 'refused'],
    [400, 'InvalidEndTime.Invalid', 'AF304', 'AF502', 'refused'],
    [400, 'InvalidQueryTime.Format', 'AF304', 'AF502', 'refused'],
    [400, 'InvalidTimeStamp.Expired', 'AF302', 'AF302', 'refused'],
    [400, 'InvalidTimeStamp.Format', 'AF302', 'AF302', 'refused'],
    [403, 'Forbidden.RAM', 'AF303', 'AF303', 'refused'],
    [403, 'Forbidden', 'AF303', 'AF303', 'refused'],
    [404, 'InvalidApi.NotFound', 'AF304', 'AF304', 'refused'],
    [400, 'MissingInstanceId', 'AF304', 'AF502', 'refused'],
    [500, 'InternalError', 'AF310', 'AF310', 'unavailable'],
    [503, 'ServiceUnavailable', 'AF310', 'AF310', 'unavailable'],
    [501, 'NotImplemented', 'AF304', 'AF502', 'refused'],
    [403, 'NoPermission', 'AF303', 'AF303', 'refused'],
    [400, 'InternalError', 'AF310', 'AF310', 'unavailable'],
  ] as const)('%i %s', (status, code, reading, writing, kind) => {
    const answer = response(refused(status, code, 'The specified thing.'));
    expect(refusal(answer, 'X', 'read')).toMatchObject({ code: reading, trouble: kind, status, vendorCode: code });
    expect(refusal(answer, 'X', 'write')).toMatchObject({ code: writing, trouble: kind, status, vendorCode: code });
    expect(refusal(answer, 'X', 'write').message).toContain(`HTTP ${status}, ${code}, The specified thing.`);
  });

  test('a page of a proxy is a server error when its status says so, and odd otherwise', () => {
    const page = (status: number) => refusal(response({ status, body: '<html>secret page</html>' }), 'X', 'read');
    expect(page(502)).toMatchObject({ code: 'AF310', trouble: 'unavailable', sent: 'yes' });
    expect(page(404)).toMatchObject({ code: 'AF304', trouble: 'refused' });
    expect(page(302)).toMatchObject({ code: 'AF304', trouble: 'refused' });
    expect(page(502).message).not.toContain('page');
  });

  test('whatever comes with AccessDeniedDetail is a missing permission, which is named', () => {
    const body = { RequestId: 'r', Code: 'Some.Code', Message: 'no', AccessDeniedDetail: { PolicyType: 'x' } };
    const error = (action: string, access: 'read' | 'write') =>
      refusal(response({ status: 400, body }), action, access);
    expect(error('DescribeInstances', 'read')).toMatchObject({ code: 'AF303', trouble: 'refused' });
    expect(error('DescribeInstances', 'read').fix).toContain('kvstore:DescribeInstances');
    expect(error('ModifyAuditLogConfig', 'write').fix).toMatch(/kvstore:ModifyAuditLogConfig.*log:\*/);
  });

  test('the instance and the region of the call are named', async () => {
    const routes = { DescribeAuditLogConfig: refused(404, 'InvalidInstanceId.NotFound') };
    expect((await trouble(fake(routes).session.read(target({})))).message).toContain(
      `DescribeAuditLogConfig of ${ID} in cn-hangzhou: HTTP 404, InvalidInstanceId.NotFound`,
    );
  });

  test.each([
    ['SignatureDoesNotMatch', 'accessKeySecret'],
    ['InvalidAccessKeyId.NotFound', 'accessKeyId'],
    ['InvalidAccessKeyId.Inactive', 'Activate'],
    ['MissingSecurityToken', 'securityToken'],
    ['InvalidSecurityToken.Expired', 'expired'],
  ])('a login refused as %s names the code and what to change', async (code, advice) => {
    const reply = refused(400, code, 'CANARY');
    const { session, clients } = fake({
      DescribeAuditLogConfig: () => {
        clients[0]!.classify!(response(reply));
        throw new ProviderError('Login refused', { code: 'AF302', trouble: 'refused', fix: 'Check the credentials.' });
      },
    });
    const error = await trouble(session.read(target({})));
    expect(error).toMatchObject({ code: 'AF302', trouble: 'refused', vendorCode: code });
    expect(error.message).toContain(code);
    expect(error.fix).toMatch(new RegExp(`${advice}.*Check the credentials\\.`));
    expect(error.message + error.fix).not.toContain('CANARY');
  });

  test('a clock that is wrong is told as such', async () => {
    const error = await trouble(
      fake({ DescribeAuditLogConfig: refused(400, 'InvalidTimeStamp.Expired') }).session.read(target({})),
    );
    expect(error).toMatchObject({ code: 'AF302' });
    expect(error.fix).toContain('clock');
  });
});

describe('messages', () => {
  const shown = (message: string) => refusal(response(refused(400, 'Some.Code', message)), 'X', 'write').message;

  test.each([
    'Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3DCANARY%26SecurityToken%3DCANARY',
    'server StringToSign is: ACS3-HMAC-SHA256\nCANARY',
    'Bad SecurityToken CANARY',
    'Signature=CANARY',
    'AccessKeyId CANARY is odd',
  ])('what a refused signature echoes is not shown: %s', (message) => {
    expect(shown(message)).not.toContain('CANARY');
  });

  test('the request id is shown for writes, and not for reads, whose text must not differ each time', () => {
    const body = { RequestId: '9F5EB478-824E-4AC4-8D2B-58F31A02AAAA', Code: 'Some.Code', Message: 'no' };
    const text = (access: 'read' | 'write') => refusal(response({ status: 400, body }), 'X', access).message;
    expect(text('write')).toContain('RequestId 9F5EB478-824E-4AC4-8D2B-58F31A02AAAA');
    expect(text('read')).not.toContain('9F5EB478');
  });

  test('they are one line of 300 characters at most', () => {
    expect(shown(`a\n\tb ${'x'.repeat(1000)}`)).toMatch(/, a b x{296}$/);
  });

  test('bodies, recommendations and hosts are not shown', () => {
    expect(shown('plain')).not.toMatch(/Recommend|example\.com|HostId/);
  });
});
