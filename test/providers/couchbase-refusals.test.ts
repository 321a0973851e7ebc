import { describe, expect, it } from 'vitest';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import { delta, desired, fake, type Reply, trouble } from './couchbase-fake.ts';

const reading = (reply: Reply) => trouble(fake({ 'GET /settings/audit': reply }).session.read(desired()));

async function writing(reply: Reply) {
  const { session } = fake({ 'POST /settings/audit': reply });
  const spec = { rotateInterval: 3600 };
  const live = await session.read(desired(spec));
  const [operation] = couchbaseProvider.operations(delta(spec, live, ['/rotateInterval']));
  return trouble(session.apply(operation!, desired(spec)));
}

describe('answers that are no success', () => {
  it('401: login refused, also for a user without any role', async () => {
    expect(await reading({ status: 401 })).toMatchObject({ code: 'AF302', trouble: 'refused' });
  });

  it('403 names the missing permission; read-only administrators lose it with 8.0, which is never "no drift"', async () => {
    const error = await reading({
      status: 403,
      body: { message: 'Forbidden.', permissions: ['cluster.admin.security!read'] },
    });
    expect(error).toMatchObject({ code: 'AF303', trouble: 'refused', status: 403 });
    expect(error.message).toContain('cluster.admin.security!read');
    expect(error.fix).toContain('8.0');
    expect((await writing({ status: 403, body: {} })).fix).toContain('writeCredentials');
  });

  it('403 with an expired password is a matter of the login', async () => {
    expect((await reading({ status: 403, body: { message: 'Password expired', passwordExpired: true } })).code).toBe(
      'AF302',
    );
  });

  it('404 of the uuid guard: another cluster', async () => {
    expect((await writing({ status: 404, body: 'Cluster uuid does not match the requested.' })).code).toBe('AF308');
  });

  it('404 and 405 otherwise: not this API, never "nothing there"', async () => {
    expect((await reading({ status: 404, body: 'Requested resource not found.' })).code).toBe('AF304');
    expect((await reading({ status: 405, body: 'Method Not Allowed' })).code).toBe('AF304');
    expect((await reading({ status: 302 })).code).toBe('AF304');
  });

  it('429: nothing was processed, the same may be sent later', async () => {
    expect(await writing({ status: 429, body: 'Limit(s) exceeded [num_concurrent_requests]' })).toMatchObject({
      trouble: 'busy',
    });
  });

  it('500 to a write: perhaps stored, as enabling is while the data service is down', async () => {
    const error = await writing({ status: 500, body: ['Unexpected server error, request logged.'] });
    expect(error).toMatchObject({ code: 'AF310', trouble: 'unavailable', sent: 'maybe' });
    expect(error.message).toContain('Unexpected server error');
  });

  it.each(['Service is temporarily unavailable', '"Temporary error occurred. Please try again later."'])(
    '503 %s',
    async (body) => {
      expect(await writing({ status: 503, body })).toMatchObject({
        code: 'AF310',
        trouble: 'unavailable',
        sent: 'maybe',
      });
      expect((await reading({ status: 503, body })).message).toContain('emporar');
    },
  );

  it('400 with field errors: refused for good, all of them named', async () => {
    const errors = {
      rotateInterval: 'The value must be in range from 15 minutes to 7 days',
      disabledUsers: 'Unrecognized users: a/local,b',
    };
    const error = await writing({ status: 400, body: { errors } });
    expect(error).toMatchObject({ code: 'AF502', trouble: 'refused', status: 400 });
    expect(error.message).toContain('rotateInterval: The value must be in range');
    expect(error.message).toContain('Unrecognized users');
    expect(error.fix).toContain('built-in administrator');
  });

  it('any 2xx to a write is taken: reading back is what proves it', async () => {
    for (const reply of [{ status: 202 }, { status: 204 }, { body: [] }, { body: 'OK' }, { body: { errors: {} } }])
      await expect(writing(reply)).rejects.toThrow('expected a ProviderError, got null');
  });

  it('a 400 that names nothing still says something', async () => {
    expect((await writing({ status: 400, body: { errors: {} } })).message).toContain('the settings are refused');
  });

  it('errors in a 200 are refusals too', async () => {
    expect(await writing({ body: { errors: { disabled: 'Unsupported key' } } })).toMatchObject({
      code: 'AF502',
      trouble: 'refused',
    });
  });

  it('messages are short, printable, and without logins or pages of proxies', async () => {
    const long = await writing({
      status: 400,
      body: { errors: { _: `Basic dXNlcjpwYXNz \u001b[31m${'x'.repeat(900)}` } },
    });
    expect(long.message).not.toContain('dXNlcjpwYXNz');
    expect(long.message).not.toContain('\u001b');
    expect(long.message.length).toBeLessThan(450);
    expect((await writing({ status: 502, body: '<html><body>secret gateway</body></html>' })).message).not.toContain(
      'gateway',
    );
  });
});
