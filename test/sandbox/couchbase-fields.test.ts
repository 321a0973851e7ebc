import { describe, expect, test } from 'vitest';
import { fieldErrors, LOGS, OTHER_LOGS, openCluster } from './couchbase-cluster-under-test.ts';

const RANGE_SIZE = 'The value must be in range from 0 to 524288000 (inclusive)';
const RANGE_SIZE_8 = 'The value must be in range from 1048576 to 524288000 (inclusive)';
const RANGE_AGE = 'The value must be in range from 0 to 35791394 (inclusive)';
const RANGE_INTERVAL = 'The value must be in range from 15 minutes to 7 days';
const at = (version: string) =>
  openCluster((state) => {
    state.version = version;
  });

describe('one field', () => {
  test.each([
    ['auditdEnabled=1', 'auditdEnabled', 'The value must be one of the following: [true,false]'],
    ['auditdEnabled=True', 'auditdEnabled', 'The value must be one of the following: [true,false]'],
    ['logPath=/nowhere', 'logPath', 'The value must be a valid directory'],
    ['logPath=', 'logPath', 'The value must be a valid directory'],
    ['rotateInterval=15m', 'rotateInterval', 'The value must be an integer'],
    ['rotateInterval=899', 'rotateInterval', RANGE_INTERVAL],
    ['rotateInterval=604860', 'rotateInterval', RANGE_INTERVAL],
    ['rotateInterval=901', 'rotateInterval', 'Value must not be a fraction of minute'],
    ['rotateSize=1.5', 'rotateSize', 'The value must be an integer'],
    ['rotateSize=-1', 'rotateSize', RANGE_SIZE],
    ['rotateSize=524288001', 'rotateSize', RANGE_SIZE],
    ['pruneAge=7d', 'pruneAge', 'The value must be an integer'],
    ['pruneAge=35791395', 'pruneAge', RANGE_AGE],
    ['disabled=[]', 'disabled', "All event id's must be integers"],
    ['disabled=8243,+8255', 'disabled', "All event id's must be integers"],
    ['disabled=8192,8243,99999', 'disabled', 'Following events are either unknown or not modifiable: 8192,99999'],
    ['disabledUsers=a/local,b', 'disabledUsers', 'Unrecognized users: a/local,b'],
    ['disabledUsers=loader/Local', 'disabledUsers', 'Unrecognized users: loader/Local'],
    ['disabledUsers=@eventing/couchbase', 'disabledUsers', 'Unrecognized users: @eventing/couchbase'],
    ['disabledUsers=Administrator/local', 'disabledUsers', 'Unrecognized users: Administrator/local'],
    ['disabledUsers=a/b/external', 'disabledUsers', 'Unrecognized users: a/b/external'],
    ['disabledUsers=a/external/b', 'disabledUsers', 'Unrecognized users: a/external/b'],
    ['disabledusers=loader/local', 'disabledusers', 'Unsupported key'],
    ['auditEnabled=true', 'auditEnabled', 'Unsupported key'],
    ['uid=1', 'uid', 'Unsupported key'],
    ['__proto__=1', '__proto__', 'Unsupported key'],
  ])('%s is refused under %s with: %s', (form, key, message) => {
    const { post, state } = openCluster();
    const before = state();
    const reply = post(form);
    expect(reply.status).toBe(400);
    expect(Object.entries(fieldErrors(reply))).toEqual([[key, message]]);
    expect(state()).toEqual(before);
  });

  test.each([
    ['auditdEnabled=true', {}],
    ['rotateInterval=900', { rotateInterval: 900 }],
    ['rotateInterval=604800', { rotateInterval: 604800 }],
    ['rotateSize=0', { rotateSize: 0 }],
    ['rotateSize=524288000', { rotateSize: 524288000 }],
    ['pruneAge=35791394', { pruneAge: 35791394 }],
    [`logPath=${OTHER_LOGS}/`, { logPath: `${OTHER_LOGS}/` }],
    ['disabled=8257,8243,8257,', { disabled: [8243, 8257] }],
    ['disabled=', { disabled: [] }],
    ['disabledUsers=', { disabledUsers: [] }],
    [
      'disabledUsers=testuser/local, @backup/local ,who ever/external,x/unknown',
      {
        disabledUsers: [
          { name: 'testuser', domain: 'local' },
          { name: '@backup', domain: 'local' },
          { name: 'who ever', domain: 'external' },
          { name: 'x', domain: 'unknown' },
        ],
      },
    ],
    [
      'disabledUsers=testuser/local,loader/local,testuser/local',
      { disabledUsers: ['testuser', 'loader', 'testuser'].map((name) => ({ name, domain: 'local' })) },
    ],
  ])('%s is accepted with an empty body and changes nothing else', (form, changed) => {
    const { post, settings, advance } = openCluster();
    const { uid: _, ...before } = settings();
    expect(post(form)).toMatchObject({ status: 200, body: '' });
    advance(60_000);
    const { uid: __, ...after } = settings();
    expect(after).toEqual({ ...before, ...changed });
  });

  test('logPath is looked for on the receiving node only', () => {
    const { post } = openCluster((state) => {
      state.nodes[1]!.directories = [LOGS];
    });
    expect(post(`logPath=${OTHER_LOGS}`, { node: 1 }).status).toBe(400);
    expect(post(`logPath=${OTHER_LOGS}`, { node: 0 }).status).toBe(200);
  });
});

describe('the form', () => {
  test('all errors come together and nothing is stored', () => {
    const { post, state } = openCluster();
    const before = state();
    const reply = post('rotateSize=1000&pruneAge=-1&rotateInterval=x&foo=1');
    expect(Object.keys(fieldErrors(reply)).sort()).toEqual(['foo', 'pruneAge', 'rotateInterval']);
    expect(state()).toEqual(before);
  });

  test('both & and ; separate pairs, so an unencoded ; in a value cuts it off', () => {
    const { post, settings } = openCluster();
    expect(post('auditdEnabled=true;rotateSize=7&pruneAge=8').status).toBe(200);
    expect(settings()).toMatchObject({ rotateSize: 7, pruneAge: 8 });
    expect(fieldErrors(post('disabledUsers=a;b/external'))).toEqual({
      disabledUsers: 'Unrecognized users: a',
      'b/external': 'Unsupported key',
    });
  });

  test('percent-encoding is undone byte by byte, and a lone % stays', () => {
    const { post, settings } = openCluster();
    expect(post('auditdEnabled=true&disabledUsers=J%C3%B6rg%2Fexternal%2C100%/external').status).toBe(200);
    expect(settings().disabledUsers.map(({ name }) => name)).toEqual(['Jörg', '100%']);
  });

  test.each([['application/json'], ['text/plain'], ['']])(
    'with content type "%s" the server sees no fields',
    (type) => {
      const { post } = openCluster();
      const reply = post('rotateSize=1', { headers: { 'content-type': type } });
      expect(reply.status).toBe(400);
      expect(fieldErrors(reply)).toEqual({ _: 'Request should have parameters' });
    },
  );

  test('a charset after the content type does no harm', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    expect(openCluster().post('rotateSize=1', { headers }).status).toBe(200);
  });

  test.each([
    ['6.6', 400],
    ['7.0', 200],
    ['7.2.3', 200],
    ['7.6.2-3721', 400],
    ['8.0', 400],
  ])('an empty request to %s answers %i', (version, status) => {
    expect(at(version).post('').status).toBe(status);
  });

  test.each([
    ['7.6', { rotateSize: 'Key specified more than once' }],
    ['8.0', { rotateSize: 'Key specified more than once' }],
    ['8.1', { _: 'Keys specified multiple times: rotateSize' }],
  ])('a repeated key is an error in %s', (version, errors) => {
    const reply = at(version).post('rotateSize=2000000&rotateSize=3000000');
    expect(reply.status).toBe(400);
    expect(fieldErrors(reply)).toEqual(errors);
  });

  test.each([
    ['first', 1],
    ['last', 2],
  ] as const)('before 7.6 the %s of two equal keys counts, by quirk', (duplicateKeys, rotateSize) => {
    const { post, settings } = openCluster((state) => {
      state.version = '7.2.4';
      state.quirks.duplicateKeys = duplicateKeys;
    });
    expect(post('auditdEnabled=true&rotateSize=1&rotateSize=2').status).toBe(200);
    expect(settings().rotateSize).toBe(rotateSize);
  });
});

describe('limits by release', () => {
  test.each([
    ['6.6', 200],
    ['7.6', 200],
    ['8.0', 400],
  ])('rotateSize below 1 MiB answers %s with %i', (version, status) => {
    const reply = at(version).post('rotateSize=1048575');
    expect(reply.status).toBe(status);
    if (status === 400) expect(fieldErrors(reply)).toEqual({ rotateSize: RANGE_SIZE_8 });
  });

  test('a small rotateSize stored before the upgrade to 8.0 is still shown and blocks no other write', () => {
    const { post, settings, edit } = at('7.6');
    post('auditdEnabled=true&rotateSize=100');
    edit((state) => {
      state.version = '8.0';
    });
    expect(settings().rotateSize).toBe(100);
    expect(post('auditdEnabled=true&pruneAge=60').status).toBe(200);
    expect(settings()).toMatchObject({ rotateSize: 100, pruneAge: 60 });
    expect(post('rotateSize=100').status).toBe(400);
  });

  test.each([
    ['6.6', false],
    ['7.2.3', false],
    ['7.2.4', true],
    ['7.6', true],
    ['8.0', true],
  ])('pruneAge in %s exists: %s', (version, exists) => {
    const { post, settings } = at(version);
    expect('pruneAge' in settings()).toBe(exists);
    const reply = post('pruneAge=60');
    expect(reply.status).toBe(exists ? 200 : 400);
    if (!exists) expect(fieldErrors(reply)).toEqual({ pruneAge: 'Unsupported key' });
  });

  test.each([
    ['x/unknown', '7.2.4', 400],
    ['x/unknown', '7.6', 200],
    ['@backup/local', '6.6', 400],
    ['@backup/local', '7.0', 200],
    ['@cbas/local', '6.6', 200],
  ])('disabled user %s in %s answers %i', (user, version, status) => {
    expect(at(version).post(`disabledUsers=${user}`).status).toBe(status);
  });

  test('the limits follow the lowest version of a cluster under upgrade', () => {
    const { post } = openCluster((state) => {
      state.nodes[0]!.version = '8.0';
      state.nodes[1]!.version = '8.0';
    });
    expect(post('rotateSize=1').status).toBe(200);
  });
});

describe('just_validate=1', () => {
  test.each([
    ['7.0', 200],
    ['7.1', 400],
    ['7.6', 400],
  ])('in %s answers a bad form with %i and its errors', (version, status) => {
    const reply = at(version).post('rotateInterval=1', { query: '?just_validate=1' });
    expect(reply).toMatchObject({ status, body: { errors: { rotateInterval: RANGE_INTERVAL } } });
  });

  test('answers a good form with no errors, and stores, counts and logs nothing', () => {
    const { post, state } = openCluster();
    const before = state();
    expect(post('rotateSize=5', { query: '?just_validate=1' })).toMatchObject({ status: 200, body: { errors: {} } });
    expect(state()).toEqual(before);
  });

  test.each(['true', '0', '', '01'])('with the value "%s" the form is stored', (value) => {
    const { post, state } = openCluster();
    expect(post('rotateSize=5', { query: `?just_validate=${value}` })).toMatchObject({ status: 200, body: '' });
    expect(state().settings.rotateSize).toBe(5);
  });
});
