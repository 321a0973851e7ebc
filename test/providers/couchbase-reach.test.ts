import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import { change, delta, desired, down, fake, type Route, settings } from './couchbase-fake.ts';

async function reach(spec: JsonObject, changes: readonly (string | Change)[], routes: Record<string, Route> = {}) {
  const made = fake(routes);
  const live = await made.session.read(desired(spec));
  return { findings: await made.session.reach(delta(spec, live, changes)), calls: made.calls() };
}

describe('volume', () => {
  it('is warned of when default-off data events start to be recorded', async () => {
    const changes = [20488, 28672, 36867, 8255].map((id) => change(`/disabled/${id}`, null, id));
    const { findings } = await reach({ disabled: [] }, changes);
    expect(findings).toMatchObject([{ code: 'AF408', severity: 'warning', path: '/spec/disabled' }]);
    for (const text of ['20488 (memcached/document read)', '28672', '36867'])
      expect(findings[0]!.message).toContain(text);
    expect(findings[0]!.message).not.toContain('8255');
  });

  it('is not warned of for events that stop, or that are no data', async () => {
    expect((await reach({ disabled: [8243, 28672] }, [change('/disabled/28672', 28672)])).findings).toEqual([]);
    expect((await reach({ disabled: [] }, [change('/disabled/8257', null, 8257)])).findings).toEqual([]);
  });

  it('is warned of when auditing goes on with such events not switched off', async () => {
    const routes = { 'GET /settings/audit': { body: { ...settings, auditdEnabled: false, disabled: [20488] } } };
    const { findings } = await reach({ auditdEnabled: true }, [change('/auditdEnabled', true, false)], routes);
    expect(findings.map(({ code }) => code)).toEqual(['AF408']);
    expect(findings[0]!.message).toContain('28672');
    expect(findings[0]!.message).not.toContain('20488');
  });

  it('names only events that the cluster has, and a few telling ones where it does not list them', async () => {
    const off = { 'GET /settings/audit': { body: { ...settings, auditdEnabled: false, disabled: [] } } };
    const on = [change('/auditdEnabled', true, false)];
    const listed = await reach({ auditdEnabled: true }, on, off);
    expect(listed.findings[0]!.message).toContain('28672 (n1ql/SELECT statement)');
    expect(listed.findings[0]!.message).not.toContain('20490');
    const unlisted = { ...off, 'GET /settings/audit/descriptors': { status: 404, body: '' } };
    expect((await reach({ auditdEnabled: true }, on, unlisted)).findings[0]!.message).toContain('20490');
  });

  it('is not warned of while auditing stays off', async () => {
    const off = { 'GET /settings/audit': { body: { ...settings, auditdEnabled: false } } };
    const starts = [change('/disabled/28672', null, 28672)];
    expect((await reach({ disabled: [] }, starts, off)).findings).toEqual([]);
    expect((await reach({ disabled: [], auditdEnabled: false }, starts)).findings).toEqual([]);
  });
});

describe('local users in disabledUsers', () => {
  const users = ['bob/local', 'eve/external', '@eventing/local'];
  const changes = [change('/disabledUsers/bob~1local', 'bob/local')];

  it('must exist: 404 blocks, and only ordinary local users are looked up', async () => {
    const routes = { 'GET /settings/rbac/users/local/bob': { status: 404, body: '"Unknown user."' } };
    const { findings, calls } = await reach({ disabledUsers: users }, changes, routes);
    expect(findings).toMatchObject([{ code: 'AF402', severity: 'error', path: '/spec/disabledUsers' }]);
    expect(findings[0]!.fix).toContain('built-in administrator');
    expect(calls.filter((call) => call.includes('/rbac/'))).toHaveLength(1);
  });

  it('that exist are fine, and unchanged lists are not looked up', async () => {
    const routes = { 'GET /settings/rbac/users/local/bob': { body: { id: 'bob', domain: 'local' } } };
    expect((await reach({ disabledUsers: users }, changes, routes)).findings).toEqual([]);
    expect((await reach({ disabledUsers: users, pruneAge: 60 }, ['/pruneAge'])).findings).toEqual([]);
  });

  it.each([
    ['a missing right', { status: 403, body: {} }],
    ['a call that does not exist', { status: 404, body: 'Requested resource not found.' }],
    ['a 404 in other words', { status: 404, body: '"Not found."' }],
    ['a 404 without words', { status: 404, body: '' }],
    ['a failure', { status: 500, body: '' }],
    ['no answer', down],
  ] as const)('that cannot be looked up (%s) are a note, never "no such user"', async (_why, reply) => {
    const routes = { 'GET /settings/rbac/users/local/bob': reply };
    expect((await reach({ disabledUsers: users }, changes, routes)).findings).toMatchObject([{ severity: 'note' }]);
  });

  it('include internal names that do not exist', async () => {
    const routes = { 'GET /settings/rbac/users/local/%40evnting': { status: 404, body: '"Unknown user."' } };
    const { findings } = await reach(
      { disabledUsers: ['@evnting/local'] },
      [change('/disabledUsers/@evnting~1local', 'x')],
      routes,
    );
    expect(findings[0]!.fix).toContain('@eventing');
  });
});

describe('pruneAge', () => {
  it.each([1440, 10080, 43200, 525600])('%i looks like minutes', (pruneAge) => {
    const [finding, ...rest] = couchbaseProvider.check({ pruneAge }, {});
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ code: 'AF213', severity: 'warning', path: '/spec/pruneAge' });
    expect(finding!.fix).toContain(String(pruneAge * 60));
  });

  it.each([0, 86400, 604800, 259200, 31536000, 35791394])('%i does not', (pruneAge) => {
    expect(couchbaseProvider.check({ pruneAge }, {})).toEqual([]);
  });

  it('is the only thing to check offline: fields may be set while auditing is off', () => {
    expect(couchbaseProvider.check({ auditdEnabled: false, rotateInterval: 900, disabled: [] }, {})).toEqual([]);
  });
});

describe('posture', () => {
  const offline = (document: JsonObject) => couchbaseProvider.posture(document, null);

  it('has retention in days, for ever when 0', () => {
    expect(offline({ pruneAge: 604800 }).retentionDays).toBe(7);
    expect(offline({ pruneAge: 0 }).retentionDays).toBeNull();
    expect(offline({})).toEqual({});
  });

  it('records nothing while auditing is off', () => {
    expect(offline({ auditdEnabled: false, disabled: [] })).toMatchObject({ enabled: 'off', recorded: [] });
  });

  it('excludes statements and documents by default, and does not claim all logins', () => {
    const { recorded, excluded } = offline({ auditdEnabled: true, disabled: null });
    expect(recorded).toEqual(['dcl', 'admin']);
    expect(excluded).toEqual(['ddl', 'dml-read']);
  });

  it('records everything when nothing is switched off', () => {
    expect(offline({ auditdEnabled: true, disabled: [] }).recorded).toHaveLength(6);
  });

  it('cannot tell families from names without a cluster', () => {
    expect(offline({ auditdEnabled: true, disabled: ['n1ql/SELECT statement'] })).toEqual({ enabled: 'on' });
  });

  it('names excluded users and the folder', async () => {
    const live = await fake().session.read(desired({ disabled: null }));
    expect(couchbaseProvider.posture(live.document!, live)).toMatchObject({
      excludedUsers: ['@eventing/local', 'testuser/local'],
      sink: settings.logPath,
      verified: true,
    });
  });
});
