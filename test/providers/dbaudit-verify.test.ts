import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Verification } from '../../src/model/evidence.ts';
import { type Fake, fake, type Fault, LEDGER, OPTIONS, target, trouble } from './dbaudit-fake.ts';

const NOW = Date.UTC(2026, 0, 2);
const ago = (ms: number) => new Date(NOW - ms).toISOString();
const STATUS = {
  id: 'db_1',
  connection_status: 'connected',
  audit_status: 'active',
  collector: { version: '2.4.1', uptime_seconds: 864000, events_per_second: 42.5 },
  health_checks: { connectivity: 'healthy', permissions: 'healthy', latency: 'healthy', disk_space: 'healthy' },
  last_event: { timestamp: ago(60_000), type: 'query', user: 'app_user' },
};
const silent = { collector: { events_per_second: 0 }, last_event: null };

interface Setup {
  readonly status?: Fault;
  readonly test?: Fault;
  readonly probe?: boolean;
  readonly options?: JsonObject;
}
async function verify({ status = { body: STATUS }, test: tested, probe = false, options }: Setup) {
  const subject: Fake = fake({
    readings: { options: options === undefined ? 'hidden' : 'shown' },
    fault: ({ path }) => (path.endsWith('/status') ? status : path.endsWith('/test') ? tested : null),
  });
  subject.server.add({ ...LEDGER, audit_options: options ?? {} });
  const live = await subject.session.read(target());
  const result = (): Promise<Verification> => subject.session.verify(target(), live, probe);
  return { subject, result };
}
const of = async (setup: Setup) => (await verify(setup)).result();
const words = (more: object) => of({ status: { body: { ...STATUS, ...more } } });
const said = ({ evidence }: Verification) => evidence.map(({ says }) => says).join('\n');

describe('effective', () => {
  test('connected and active is yes', async () => {
    expect(await words({})).toMatchObject({ effective: 'yes', flowing: 'yes' });
  });

  test.each([
    [{ connection_status: 'error' }, 'no'],
    [{ connection_status: 'disconnected' }, 'no'],
    [{ audit_status: 'paused' }, 'no'],
    [{ connection_status: 'pending' }, 'unknown'],
    [{ audit_status: 'initializing' }, 'unknown'],
    [{ connection_status: 'degraded' }, 'unknown'],
    [{ audit_status: 'throttled' }, 'unknown'],
  ])('%o is %s: a word that the page does not name leaves it open', async (more, effective) => {
    expect((await words(more)).effective).toBe(effective);
  });

  test('capture_queries false is no, when it is shown: there is no query audit at all', async () => {
    const result = await of({ options: { ...OPTIONS, capture_queries: false } });
    expect(result).toMatchObject({ effective: 'no', flowing: 'unknown' });
  });

  test('a database that is not monitored is no, and nothing flows', async () => {
    const { session, lines } = fake();
    const live = await session.read(target());
    expect(await session.verify(target(), live, true)).toMatchObject({ effective: 'no', flowing: 'no' });
    expect(lines()).toEqual(['GET /databases']);
  });

  test.each([403, 404, 405, 406, 501])('/status answered with %i: the detail tells the two words', async (status) => {
    const result = await of({ status: { status } });
    expect(result).toMatchObject({ effective: 'yes', flowing: 'unknown' });
    expect(said(result)).toContain('not offered');
  });

  test.each<Fault>([{ status: 500 }, { body: {} }, { body: '<html>' }, { body: { ...STATUS, audit_status: 1 } }])(
    'a status that cannot be read is no answer: %j',
    async (status) => {
      const { result } = await verify({ status });
      await trouble(result());
    },
  );
});

describe('flowing', () => {
  test('zero events prove nothing: unknown, not no', async () => {
    expect((await words(silent)).flowing).toBe('unknown');
    expect((await words({ collector: undefined, last_event: undefined })).flowing).toBe('unknown');
    expect((await words({ collector: { events_per_second: '9' }, last_event: 'now' })).flowing).toBe('unknown');
  });

  test.each([
    ['a counter above zero', { last_event: null }, 'yes'],
    ['an event of the last day', { collector: {} }, 'yes'],
    ['an older event', { ...silent, last_event: { timestamp: ago(2 * 86_400_000) } }, 'unknown'],
    ['an event in the far future', { ...silent, last_event: { timestamp: ago(-86_400_000) } }, 'unknown'],
    ['a clock that is a little ahead', { ...silent, last_event: { timestamp: ago(-60_000) } }, 'yes'],
    ['a time that is none', { ...silent, last_event: { timestamp: 'soon' } }, 'unknown'],
    ['events of a paused audit', { audit_status: 'paused' }, 'unknown'],
  ])('%s', async (_name, more, flowing) => {
    expect((await words(more)).flowing).toBe(flowing);
  });

  test('who caused the last event stays the customer’s', async () => {
    expect(JSON.stringify(await words({}))).not.toContain('app_user');
  });
});

describe('health checks', () => {
  test('all that are not healthy are warnings, unknown words and odd ones too, and decide nothing', async () => {
    const result = await words({
      health_checks: { disk_space: 'warning', latency: 'meh', connectivity: 7, x: 'healthy' },
    });
    expect(result.effective).toBe('yes');
    expect(said(result)).toMatch(/disk_space is warning[\s\S]*latency is meh[\s\S]*connectivity is not a word/);
    expect(said(result)).not.toContain('check x');
  });
});

describe('POST /test', () => {
  test('is made with probe only: it logs in to the database and needs the write scope', async () => {
    const { subject, result } = await verify({});
    await result();
    expect(subject.lines()).not.toContain('POST /databases/db_1/test');
  });

  test('is free to be repeated and changes no setting, so it goes as a reading call', async () => {
    const { subject, result } = await verify({ probe: true });
    expect((await result()).effective).toBe('yes');
    expect(subject.calls.at(-1)).toMatchObject({ method: 'POST', path: '/databases/db_1/test', access: 'read' });
  });

  test('success with a permission that is missing, and warnings: each is told', async () => {
    const body = {
      success: true,
      version: 'PostgreSQL 17.0',
      permissions: { select: true, pg_monitor: false, pg_read_all_stats: false },
      warnings: ['slow', 'old'],
    };
    const result = await of({ probe: true, test: { body } });
    expect(result.effective).toBe('yes');
    expect(said(result)).toContain('success; PostgreSQL 17.0; not granted: pg_monitor, pg_read_all_stats; 2 warnings');
  });

  test.each<Fault>([{ body: { success: false } }, { status: 422, body: {} }])('a failure is no: %j', async (answer) => {
    expect((await of({ probe: true, test: answer })).effective).toBe('no');
  });

  test.each<Fault>([
    { status: 403 },
    { status: 404 },
    { status: 405 },
    { status: 501 },
    { status: 500 },
    { body: '<html>' },
    { body: { permissions: 'all' } },
    'gone',
  ])('a test that cannot be made says nothing about auditing: %j', async (answer) => {
    expect((await of({ probe: true, test: answer })).effective).toBe('yes');
  });

  test('without the scope it is named', async () => {
    expect(said(await of({ probe: true, test: { status: 403 } }))).toContain('write:databases');
  });

  test('texts of the vendor are not repeated: a warning may hold the password', async () => {
    const body = { success: false, version: 'pw=hunter2;', permissions: { 'x hunter2': false }, warnings: ['hunter2'] };
    expect(said(await of({ probe: true, test: { body } }))).not.toContain('hunter2');
  });
});
