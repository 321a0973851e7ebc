import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import type { Operation } from '../../src/model/operation.ts';
import { shortened } from '../../src/providers/redis-enterprise/refusal.ts';
import {
  address,
  desired,
  fake,
  type FakeOptions,
  type Route,
  SINK,
  seedSink,
  trouble,
} from './redis-enterprise-fake.ts';

function operation(input: Json): Operation {
  return {
    id: `${address}/x`,
    address,
    summary: '',
    input,
    realises: [],
    requires: [],
    ensures: [],
    repeatable: true,
    exclusive: null,
  };
}
function apply(input: Json, routes: Record<string, Route>, options: FakeOptions = {}) {
  const run = fake(routes, options);
  return { ...run, done: run.session.apply(operation(input), desired()) };
}
const setSink = { call: 'set-sink', body: seedSink };
const setPolicy = { call: 'set-policy', body: { db_conns_auditing: true } };
const setDatabase = {
  call: 'set-database',
  uid: 7,
  name: 'sessions',
  body: { db_conns_auditing: true },
  before: { db_conns_auditing: false },
};

describe('refusals are told apart by error_code first, then by status', () => {
  it.each<[string, Json, number, unknown, object]>([
    ['another change runs', setDatabase, 409, { error_code: 'busy' }, { code: 'AF502', trouble: 'busy' }],
    ['409 with nothing in it', setDatabase, 409, '', { code: 'AF502', trouble: 'busy' }],
    ['a concurrent edit, any status', setPolicy, 406, { error_code: 'config_edit_conflict' }, { trouble: 'busy' }],
    [
      'a final code under 409 is no wait',
      setPolicy,
      409,
      { error_code: 'db_conns_auditing_config_missing' },
      { trouble: 'refused' },
    ],
    [
      'no sink, below 8.2',
      setDatabase,
      406,
      { error_code: 'db_conns_auditing_config_missing', description: 'x' },
      {
        code: 'AF502',
        trouble: 'refused',
        vendorCode: 'db_conns_auditing_config_missing',
        fix: expect.stringContaining('no sink'),
      },
    ],
    [
      'no sink, as 400',
      setPolicy,
      400,
      { error_code: 'db_conns_auditing_config_missing' },
      { fix: expect.stringContaining('no sink') },
    ],
    [
      'no sink, 8.2',
      setDatabase,
      406,
      { error_code: 'audit_settings_config_missing', message: 'x' },
      { code: 'AF502', fix: expect.stringContaining('no sink') },
    ],
    [
      'an incomplete sink: the similar code',
      setSink,
      400,
      { error_code: 'db_conns_auditing_missing_config' },
      { code: 'AF502', fix: expect.stringContaining('audit_port') },
    ],
    [
      'the same as 406',
      setSink,
      406,
      { error_code: 'db_conns_auditing_missing_config' },
      { code: 'AF502', fix: expect.stringContaining('audit_port') },
    ],
    [
      'bad combination',
      setSink,
      400,
      { error_code: 'db_conns_auditing_bad_config' },
      { code: 'AF502', trouble: 'refused' },
    ],
    [
      'bad address',
      setSink,
      406,
      { error_code: 'db_conns_auditing_bad_address' },
      { code: 'AF502', trouble: 'refused' },
    ],
    ['invalid schema', setSink, 400, { error_code: 'invalid_schema' }, { code: 'AF502', trouble: 'refused' }],
    [
      'empty filter',
      setDatabase,
      406,
      { error_code: 'audit_settings_empty_filter_list' },
      { code: 'AF502', fix: expect.stringContaining('entry') },
    ],
    [
      'invalid address',
      setDatabase,
      406,
      { error_code: 'audit_settings_invalid_ip_address' },
      { code: 'AF502', trouble: 'refused' },
    ],
    [
      'invalid range',
      setDatabase,
      406,
      { error_code: 'audit_settings_invalid_cidr_range' },
      { code: 'AF502', trouble: 'refused' },
    ],
    [
      'too many',
      setDatabase,
      406,
      { error_code: 'audit_settings_filter_list_too_large' },
      { code: 'AF502', trouble: 'refused' },
    ],
    [
      'Active-Active',
      setDatabase,
      406,
      { error_code: 'not_supported_action_on_crdt' },
      { code: 'AF502', trouble: 'refused' },
    ],
    [
      'old nodes',
      setSink,
      406,
      { error_code: 'db_conns_auditing_unsupported_by_capability' },
      { code: 'AF306', trouble: 'refused' },
    ],
    ['a final code beats a server error', setDatabase, 500, { error_code: 'invalid_schema' }, { trouble: 'refused' }],
    [
      'a final code beats a missing permission',
      setSink,
      403,
      { error_code: 'db_conns_auditing_bad_config' },
      { code: 'AF502', fix: expect.stringContaining('local') },
    ],
    ['busy beats a server error', setDatabase, 503, { error_code: 'busy' }, { trouble: 'busy' }],
    [
      'an unknown code',
      setSink,
      406,
      { error_code: 'brand_new' },
      { code: 'AF502', vendorCode: 'brand_new', status: 406 },
    ],
    ["a gateway's text", setSink, 400, '<html>Bad Request</html>', { code: 'AF502', vendorCode: null, status: 400 }],
    ['no body', setPolicy, 400, undefined, { code: 'AF502', status: 400 }],
    ['login', setSink, 401, undefined, { code: 'AF302', trouble: 'refused' }],
    ['role', setSink, 403, undefined, { code: 'AF303', trouble: 'refused', fix: expect.stringContaining('admin') }],
    ['a database gone', setDatabase, 404, undefined, { code: 'AF305', trouble: 'refused' }],
    ['a node down', setSink, 503, undefined, { code: 'AF310', trouble: 'unavailable', sent: 'maybe' }],
    ['a version header', setSink, 505, undefined, { code: 'AF502', trouble: 'refused' }],
    ['a redirect elsewhere', setSink, 307, undefined, { code: 'AF304', trouble: 'refused' }],
  ])('%s', async (_name, input, status, body, expected) => {
    const reply = { status, body };
    const routes = { [`PUT ${SINK}`]: reply, 'PUT /v1/cluster/policy': reply, 'PUT /v1/bdbs/7': reply };
    const { done, log } = apply(input, routes);
    expect(await trouble(done)).toMatchObject(expected);
    expect(log.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });

  it("names status, code and the vendor's words, from either member", async () => {
    for (const member of ['message', 'description']) {
      const error = await trouble(
        apply(setSink, { [`PUT ${SINK}`]: { status: 406, body: { error_code: 'odd_one', [member]: 'why so' } } }).done,
      );
      expect(error.message).toMatch(/406 \(odd_one: why so\)/);
    }
  });

  it('never repeats secrets or raw bodies', async () => {
    const body = {
      error_code: 'x',
      message: `Authorization: Basic YXVkaXQ6c2VjcmV0 password=hunter2 ${'z'.repeat(500)}`,
    };
    const error = await trouble(apply(setSink, { [`PUT ${SINK}`]: { status: 400, body } }).done);
    expect(error.message).not.toMatch(/YXVkaXQ|hunter2/);
    expect(error.message.length).toBeLessThan(450);
    expect(shortened('a\u001b[31m\nb')).toBe('a [31m b');
    const text = await trouble(apply(setSink, { [`PUT ${SINK}`]: { status: 400, body: 'canary' } }).done);
    expect(text.message).not.toContain('canary');
  });

  it('a redirect that is not followed names scheme, host and port of where it leads, and nothing more', async () => {
    const headers = { location: 'https://user:canary@10.9.9.9:9443/v1/x?token=canary' };
    const { done } = apply(setSink, { [`PUT ${SINK}`]: { status: 307, headers } });
    const error = await trouble(done);
    expect(error.message).toContain('https://10.9.9.9:9443,');
    expect(error.message).not.toContain('canary');
  });

  it('403 of a database is the licence when that has expired, else the role', async () => {
    const put = { 'PUT /v1/bdbs/7': { status: 403 } };
    expect(
      (await trouble(apply(setDatabase, { ...put, 'GET /v1/license': { body: { expired: true } } }).done)).message,
    ).toContain('licence has expired');
    expect(await trouble(apply(setDatabase, put).done)).toMatchObject({
      code: 'AF303',
      fix: expect.stringContaining('db_member'),
    });
    expect(await trouble(apply(setDatabase, { ...put, 'GET /v1/license': { status: 403 } }).done)).toMatchObject({
      code: 'AF303',
    });
  });
});
