import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { createClassifier } from '../../src/providers/taurusdb/classify.ts';
import { createDenials } from '../../src/providers/taurusdb/denials.ts';
import { refusal } from '../../src/providers/taurusdb/refusal.ts';
import { fake, type Reply, refused, response } from './taurusdb-fake.ts';

describe('what the HTTP client is told', () => {
  const told = (reply: Reply, token = false) =>
    createClassifier(
      () => token,
      () => 1,
    )(response(reply));
  const throttling = (window: string) =>
    refused(429, 'APIGW.0308', `The throttling threshold has been reached: policy user over ratelimit,${window}`);

  test('a throttled call was not processed; a window of seconds is waited out', () => {
    const throttled = (calls: number, ms: number) => ({ kind: 'throttled', waitMs: ms, window: { calls, ms } });
    expect(told(throttling('limit:5,time:1 second'))).toEqual(throttled(5, 1_000));
    expect(told(throttling('limit:50,time: 10 Seconds'))).toEqual(throttled(50, 10_000));
    const iam = 'The throttling threshold has been reached. Threshold: 3 times per 20 seconds';
    expect(told({ status: 429, body: { error_code: 'IAM.0012', error_msg: iam } })).toEqual(throttled(3, 20_000));
    expect(told(throttling('limit:0,time:0 second'))).toEqual({ kind: 'throttled' });
  });

  test('a window of minutes is tried again from two seconds on, ever later, with jitter, and never later than its end', () => {
    const classify = createClassifier(
      () => false,
      () => 0.5,
    );
    const wait = (window: string) => classify(response(throttling(window)))?.waitMs;
    expect([1, 2, 3, 4].map(() => wait('limit:200,time:5 minute'))).toEqual([1_000, 2_000, 4_000, 8_000]);
    for (let turn = 0; turn < 10; turn++) wait('limit:200,time:1 minute');
    expect(wait('limit:200,time:1 minute')).toBe(30_000);
    classify(response({ status: 200, body: {} }));
    expect(wait('limit:200,time:5 minute')).toBe(1_000);
  });

  test('without any word the back-off of the client counts', () => {
    for (const body of ['', '<html>', { error_code: 'IAM.0012', error_msg: 'throttled' }])
      expect(told({ status: 429, body })).toEqual({ kind: 'throttled' });
  });

  test('the code of throttling counts whatever the status', () => {
    expect(told({ ...throttling(''), status: 503 })).toEqual({ kind: 'throttled' });
  });

  test('401 refuses a signature for good, and a token when it cannot be decrypted', () => {
    expect(told(refused(401, 'APIGW.0301'))).toEqual({ kind: 'login-refused' });
    expect(told(refused(401, 'APIGW.0301'), true)).toEqual({ kind: 'login-refused' });
    expect(told(refused(401, 'APIGW.0307'))).toEqual({ kind: 'login-refused' });
    expect(told(refused(401, 'IAM.0066'), true)).toEqual({ kind: 'login-refused' });
  });

  test('401 to any other token may be its early end', () => {
    expect(told(refused(401, 'APIGW.0307'), true)).toEqual({ kind: 'renew' });
    expect(told({ status: 401, body: '' }, true)).toEqual({ kind: 'renew' });
  });

  test.each([
    refused(403, 'DBS.280056'),
    refused(409, 'DBS.200047'),
    { status: 502, body: '' },
    { status: 200, body: 'APIGW.0308' },
  ])('all else is nothing to it (%#)', (reply) => {
    expect(told(reply, true)).toBeNull();
  });

  test('calls start at four at a time and five a second, the first one alone', () => {
    expect(fake().clients[0]?.defaults).toEqual({ concurrency: 4, requestsPerSecond: 5 });
    expect(fake().clients[0]?.probeFirst ?? true).toBe(true);
  });
});

describe('what an error of the vendor means', () => {
  test.each([
    [400, 'DBS.280001', 'AF304', 'AF502', 'refused'],
    [400, 'DBS.200001', 'AF304', 'AF502', 'refused'],
    [400, 'DBS.200006', 'AF304', 'AF502', 'refused'],
    [400, 'DBS.280404', 'AF305', 'AF305', 'refused'],
    [400, 'DBS.280439', 'AF304', 'AF502', 'refused'],
    [400, 'DBS.200086', 'AF407', 'AF407', 'busy'],
    [400, 'DBS.201014', 'AF407', 'AF407', 'busy'],
    [409, 'DBS.201014', 'AF407', 'AF407', 'busy'],
    [409, 'DBS.200011', 'AF407', 'AF407', 'busy'],
    [409, 'DBS.200019', 'AF407', 'AF407', 'busy'],
    [409, 'DBS.200047', 'AF407', 'AF407', 'busy'],
    [409, 'DBS.201015', 'AF407', 'AF407', 'busy'],
    [409, 'DBS.201202', 'AF407', 'AF407', 'busy'],
    [409, 'DBS.212033', 'AF407', 'AF407', 'busy'],
    [409, 'DBS.05000084', 'AF407', 'AF407', 'busy'],
    [400, 'DBS.280449', 'AF306', 'AF306', 'refused'],
    [400, 'DBS.05000001', 'AF306', 'AF306', 'refused'],
    [409, 'DBS.200316', 'AF306', 'AF306', 'refused'],
    [409, 'DBS.280406', 'AF306', 'AF306', 'refused'],
    [409, 'DBS.999999', 'AF304', 'AF502', 'refused'],
    [403, 'DBS.200010', 'AF303', 'AF303', 'refused'],
    [403, 'DBS.200044', 'AF303', 'AF303', 'refused'],
    [403, 'DBS.200604', 'AF303', 'AF303', 'refused'],
    [403, 'DBS.201003', 'AF303', 'AF303', 'refused'],
    [403, 'DBS.280015', 'AF303', 'AF303', 'refused'],
    [403, 'DBS.280056', 'AF303', 'AF303', 'refused'],
    [403, 'APIGW.0302', 'AF303', 'AF303', 'refused'],
    [404, 'DBS.200002', 'AF305', 'AF305', 'refused'],
    [404, 'APIGW.0101', 'AF304', 'AF304', 'refused'],
    [413, 'APIGW.0201', 'AF304', 'AF502', 'refused'],
    [494, 'APIGW.0201', 'AF304', 'AF502', 'refused'],
    [502, 'APIGW.0201', 'AF310', 'AF310', 'unavailable'],
    [504, 'APIGW.0201', 'AF310', 'AF310', 'unavailable'],
    [500, 'DBS.108000', 'AF310', 'AF310', 'unavailable'],
    [500, 'DBS.200005', 'AF310', 'AF310', 'unavailable'],
    [500, 'DBS.05000000', 'AF310', 'AF310', 'unavailable'],
    [501, 'ANY.1', 'AF304', 'AF502', 'refused'],
  ] as const)('%i %s', (status, code, reading, writing, kind) => {
    const answer = response(refused(status, code, 'The thing.'));
    expect(refusal(answer, 'X', 'read')).toMatchObject({ code: reading, trouble: kind, status, vendorCode: code });
    expect(refusal(answer, 'X', 'write')).toMatchObject({ code: writing, trouble: kind, sent: 'yes' });
    expect(refusal(answer, 'X', 'write').message).toContain(`HTTP ${status}, ${code}, The thing.`);
  });

  test('a page of a proxy is judged by its status, and never shown', () => {
    const page = (status: number) => refusal(response({ status, body: '<html>CANARY</html>' }), 'X', 'write');
    expect(page(503)).toMatchObject({ code: 'AF310', trouble: 'unavailable' });
    expect(page(302)).toMatchObject({ code: 'AF304', trouble: 'refused' });
    expect(page(404)).toMatchObject({ code: 'AF304', trouble: 'refused' });
    expect(page(503).message).not.toContain('CANARY');
  });

  test('all three shapes of errors are understood', () => {
    const said = (body: unknown) => refusal(response({ status: 400, body }), 'X', 'read').vendorCode;
    expect(said({ error_code: 'DBS.200001', error_msg: 'm' })).toBe('DBS.200001');
    expect(said({ error_code: 'APIGW.0101', error_msg: 'm', request_id: 'r' })).toBe('APIGW.0101');
    expect(said({ error: { code: 400, message: 'm', title: 't' } })).toBe('400');
    for (const body of ['', 'null', '[]', { error_code: { odd: 1 } }, { error: 'odd' }]) expect(said(body)).toBe('');
  });

  test('writes keep the request id for support; readings do not, or no two plans would be equal', () => {
    const answer = response({ ...refused(400, 'DBS.200001'), headers: { 'x-request-id': '7f2a-11' } });
    expect(refusal(answer, 'X', 'write').message).toContain('request 7f2a-11');
    expect(refusal(answer, 'X', 'read').message).not.toContain('7f2a');
    const odd = response({ ...refused(400, 'DBS.200001'), headers: { 'x-request-id': 'a b\nCANARY' } });
    expect(refusal(odd, 'X', 'write').message).not.toContain('CANARY');
  });
});

describe('messages of the vendor', () => {
  const shown = (message: string) => refusal(response(refused(400, 'A.1', message)), 'X', 'write').message;

  test.each([
    'verify aksk signature fail, canonicalRequest:GET|/v3/|x-security-token:CANARY|',
    'canonical request is CANARY',
    'stringToSign: CANARY',
    'ak CANARY not exist',
    'Authorization SDK-HMAC-SHA256 CANARY',
    'X-Auth-Token CANARY is odd',
    'SecurityToken=CANARY',
    'password: CANARY',
    'secret CANARY',
  ])('are cut where they repeat what was signed: %s', (message) => {
    expect(shown(message)).not.toContain('CANARY');
  });

  test('are one line of 300 characters at most, in whatever language', () => {
    expect(shown(`a\n\tb ${'x'.repeat(1_000)}`)).toMatch(/, a b x{296} \(/);
    expect(shown('参数错误')).toContain('参数错误');
  });
});

describe('why a login was refused', () => {
  const now = Date.UTC(2026, 0, 2, 3, 0, 0);
  const why = (reply: Reply) => {
    const denials = createDenials(() => now);
    denials.note(response(reply), { kind: 'login-refused' });
    const error = new ProviderError('refused', { code: 'AF302', trouble: 'refused', status: 401, fix: 'generic' });
    return (denials.explain(error) as ProviderError).fix;
  };
  const denied = (code: string, message: string, date = now) => ({
    ...refused(401, code, message),
    headers: { date: new Date(date).toUTCString() },
  });

  test.each([
    ['APIGW.0301', 'Incorrect IAM authentication information: verify aksk signature fail', 'secretKey'],
    ['APIGW.0301', 'Incorrect IAM authentication information: ak EXAMPLE not exist', 'accessKey'],
    ['APIGW.0301', 'AK access failed to reach the limit,forbidden', 'five minutes'],
    ['APIGW.0307', 'The token must be updated.', 'region'],
    ['IAM.0061', 'locked', 'locked'],
    ['IAM.0062', 'wrong', 'domain'],
  ])('%s "%s" names %s', (code, message, word) => {
    expect(why(denied(code, message))).toContain(word);
  });

  test("a clock that differs by more than 15 minutes from the answer's date is named first", () => {
    expect(why(denied('APIGW.0301', 'verify aksk signature fail', now - 1_200_000))).toContain('20 minutes ahead');
    expect(why(denied('APIGW.0301', 'verify aksk signature fail', now + 7_200_000))).toContain('120 minutes behind');
    expect(why(denied('APIGW.0301', 'verify aksk signature fail', now + 600_000))).toContain('secretKey');
  });

  test('an answer that says nothing changes nothing, and neither do other errors', () => {
    expect(why({ status: 401, body: '<html>' })).toBe('generic');
    const denials = createDenials(() => now);
    denials.note(response(denied('IAM.0062', '')), { kind: 'login-refused' });
    const other = new ProviderError('x', { code: 'AF301', trouble: 'unavailable' });
    expect(denials.explain(other)).toBe(other);
  });
});
