import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import {
  desired,
  descriptors,
  down,
  fake,
  node,
  pool,
  release,
  type Route,
  settings,
  trouble,
  uuid,
} from './couchbase-fake.ts';

async function normalise(spec: JsonObject, routes: Record<string, Route> = {}) {
  const live = await fake(routes).session.read(desired(spec));
  const first = couchbaseProvider.normalise(desired(spec), live);
  const second = couchbaseProvider.normalise(desired(first.document), live);
  expect(second.document).toEqual(first.document);
  return { ...first, errors: first.findings.filter(({ severity }) => severity === 'error') };
}

describe('disabled', () => {
  it('takes ids, ids as text and module/name, sorted and without repeats', async () => {
    const { document, errors } = await normalise({
      disabled: ['ns_server/alert email sent', 8243, '8243', 'ns_server/mutate document'],
    });
    expect(document.disabled).toEqual([8243, 8257]);
    expect(errors).toEqual([]);
  });

  it('tells one name in two modules apart by the module', async () => {
    expect((await normalise({ disabled: ['n1ql/SELECT statement'] })).document.disabled).toEqual([28672]);
    expect((await normalise({ disabled: ['analytics/SELECT statement'] })).document.disabled).toEqual([36867]);
  });

  it('splits at the first slash only', async () => {
    expect((await normalise({ disabled: ['n1ql//admin/stats API request'] })).document.disabled).toEqual([28697]);
  });

  it('refuses an unknown name, naming cluster, release and the nearest name', async () => {
    const { errors } = await normalise({ disabled: [8243, 'ns_server/mutate documnet'] });
    expect(errors).toEqual([expect.objectContaining({ code: 'AF402', path: '/spec/disabled/1' })]);
    expect(errors[0]!.message).toContain(uuid);
    expect(errors[0]!.message).toContain('7.6.2');
    expect(errors[0]!.fix).toContain('ns_server/mutate document');
  });

  it('suggests the module when the name is right', async () => {
    const fixes = (await normalise({ disabled: ['kv/document read', 'query/SELECT statement'] })).errors.map(
      ({ fix }) => fix,
    );
    expect(fixes).toEqual([
      'Did you mean `memcached/document read`?',
      'Did you mean one of `n1ql/SELECT statement`, `analytics/SELECT statement`?',
    ]);
  });

  it('and disabledUsers point to the manifest line of what is spelled otherwise', async () => {
    const disabled = [8255, 'ns_server/mutate document'];
    const { origins } = await normalise({ disabled, disabledUsers: ['bob/local', '@eventing/couchbase'] });
    expect(origins).toEqual({
      '/disabled/8243': '/spec/disabled/1',
      '/disabledUsers/@eventing~1local': '/spec/disabledUsers/1',
    });
  });

  it('refuses an unknown id', async () => {
    expect((await normalise({ disabled: [99999] })).errors.map(({ code }) => code)).toEqual(['AF402']);
  });

  it('keeps what it does not know in the wish, so that nothing else looks changed or done', async () => {
    const { document } = await normalise({ disabled: [99999, 8255, 'ns_server/mutate documnet'] });
    expect(document.disabled).toEqual([8255, 99999, 'ns_server/mutate documnet']);
  });

  it('goes with the names of all events that it, or the cluster, has in it', async () => {
    expect((await normalise({ disabled: [8255, 'n1ql//admin/stats API request', 99999] })).labels).toEqual({
      '/disabled/8243': 'ns_server/mutate document',
      '/disabled/8255': 'ns_server/read document',
      '/disabled/28697': 'n1ql//admin/stats API request',
    });
    expect((await normalise({ auditdEnabled: true })).labels).toEqual({});
  });

  it('takes an id that the cluster itself has off, though its list lacks it', async () => {
    const routes = { 'GET /settings/audit': { body: { ...settings, disabled: [8243, 44444] } } };
    expect((await normalise({ disabled: [8243, 44444] }, routes)).errors).toEqual([]);
    expect((await normalise({ disabled: [8243, 44445] }, routes)).errors).toHaveLength(1);
  });

  it.each([403, 404, 405, 406, 501])('compares ids as they are where the list answers %i', async (status) => {
    const routes = { 'GET /settings/audit/descriptors': { status, body: '' } };
    const { document, findings } = await normalise({ disabled: ['8255', 8243] }, routes);
    expect(document.disabled).toEqual([8243, 8255]);
    expect(findings).toMatchObject([{ code: 'AF406', severity: 'note', path: '/spec/disabled' }]);
  });

  it('cannot do with names, or the default, where the list is not to be had', async () => {
    const routes = { 'GET /settings/audit/descriptors': { status: 403, body: {} } };
    for (const disabled of [null, ['ns_server/mutate document']])
      expect((await trouble(fake(routes).session.read(desired({ disabled })))).code).toBe('AF303');
  });

  it('explains a refusal only where the list of fixed events can be had', async () => {
    for (const reply of [{ body: {} }, { status: 500, body: '' }, { body: '<html>' }, down]) {
      const { errors } = await normalise(
        { disabled: [8192] },
        {
          'GET /settings/audit/nonFilterableDescriptors': reply,
        },
      );
      expect(errors[0]!.message).toContain('no filterable event 8192');
    }
  });

  it('refuses an event that cannot be switched off, and says so', async () => {
    for (const event of [8192, 'ns_server/login success']) {
      const { errors } = await normalise({ disabled: [event] });
      expect(errors[0]!.message).toContain('cannot be switched off');
    }
  });

  it('refuses them where the list of such events does not exist', async () => {
    const routes = {
      'GET /settings/audit/nonFilterableDescriptors': { status: 404, body: 'Requested resource not found.' },
    };
    expect((await normalise({ disabled: [8192] }, routes)).errors).toHaveLength(1);
  });

  it('refuses a name that fits two events of one module', async () => {
    const twice = [...descriptors, { ...descriptors[0], id: 8300 }];
    const { errors } = await normalise(
      { disabled: ['ns_server/mutate document'] },
      { 'GET /settings/audit/descriptors': { body: twice } },
    );
    expect(errors[0]!.message).toContain('8243, 8300');
  });

  it('null is what an untouched cluster has: the default-off events of its own list', async () => {
    expect((await normalise({ disabled: null })).document.disabled).toEqual([8255, 20485, 20488, 28672, 28697, 36867]);
  });

  it('empty means that everything is recorded', async () => {
    expect((await normalise({ disabled: [] })).document.disabled).toEqual([]);
  });

  it('lists default-off events that an upgrade brought, by AF405', async () => {
    const routes = { 'GET /settings/audit': { body: { ...settings, disabled: [8243, 28697] } } };
    const { findings } = await normalise({ disabled: [8243] }, routes);
    expect(findings).toEqual([expect.objectContaining({ code: 'AF405', severity: 'note' })]);
    expect(findings[0]!.message).toContain('28697 (n1ql//admin/stats API request)');
    expect((await normalise({ disabled: [8255] })).findings).toEqual([]);
    const typo = (await normalise({ disabled: [8243, 'n1ql//admin/stats'] }, routes)).findings;
    expect(typo.map(({ code }) => code)).toEqual(['AF402']);
  });
});

describe('disabledUsers', () => {
  it('turns the console’s couchbase into local, sorts, drops repeats and keeps case', async () => {
    const { document } = await normalise({
      disabledUsers: ['Zoe/external', '@eventing/couchbase', '@eventing/local', 'bob/local'],
    });
    expect(document.disabledUsers).toEqual(['@eventing/local', 'Zoe/external', 'bob/local']);
  });

  it('takes the domain unknown from 7.6 only', async () => {
    expect((await normalise({ disabledUsers: ['x/unknown'] })).errors).toEqual([]);
    const [error] = (await normalise({ disabledUsers: ['x/unknown'] }, release('7.2.5-1'))).errors;
    expect(error).toMatchObject({ code: 'AF402', path: '/spec/disabledUsers' });
  });

  it('that stand there already are not judged', async () => {
    const disabledUsers = [
      { name: 'x', domain: 'unknown' },
      { name: '@backup', domain: 'local' },
    ];
    const routes = { ...release('6.6.5-1'), 'GET /settings/audit': { body: { ...settings, disabledUsers } } };
    expect((await normalise({ disabledUsers: ['x/unknown', '@backup/local'] }, routes)).errors).toEqual([]);
  });

  it('takes @backup from 7.0 only', async () => {
    expect((await normalise({ disabledUsers: ['@backup/local'] }, release('7.0.0-1'))).errors).toEqual([]);
    expect((await normalise({ disabledUsers: ['@backup/local'] }, release('6.6.5-1'))).errors).toHaveLength(1);
  });
});

describe('pruneAge', () => {
  it('above 0 needs 7.2.4', async () => {
    expect((await normalise({ pruneAge: 86400 }, release('7.2.3-1'))).errors).toMatchObject([
      { code: 'AF402', path: '/spec/pruneAge' },
    ]);
    expect((await normalise({ pruneAge: 86400 }, release('7.2.4-1'))).errors).toEqual([]);
    expect((await normalise({ pruneAge: 86400 }, release('7.10.0-1'))).errors).toEqual([]);
  });

  it('0 is what an older release does', async () => {
    const { pruneAge: _, ...old } = settings;
    const { document, errors } = await normalise(
      { pruneAge: 0 },
      { ...release('7.1.0-1'), 'GET /settings/audit': { body: old } },
    );
    expect([document.pruneAge, errors]).toEqual([0, []]);
  });

  it('is judged by the oldest node of a mixed cluster', async () => {
    const mixed = {
      'GET /pools/default': pool(node('cb1'), node('cb2', { version: '7.2.0-1' })),
      'https://cb2.example.com:18091 GET /settings/audit': { body: settings },
    };
    expect((await normalise({ pruneAge: 86400 }, mixed)).errors).toHaveLength(1);
  });
});

describe('rotateSize', () => {
  it('below 1 MiB is refused from 8.0, and taken before, whatever the pages of 7.x say', async () => {
    expect((await normalise({ rotateSize: 0 }, release('8.0.0-1'))).errors).toMatchObject([
      { code: 'AF402', path: '/spec/rotateSize' },
    ]);
    expect((await normalise({ rotateSize: 1048576 }, release('8.0.0-1'))).errors).toEqual([]);
    expect((await normalise({ rotateSize: 0 }, release('7.6.9-1'))).errors).toEqual([]);
  });

  it('is judged by the newest node of a mixed cluster', async () => {
    const mixed = {
      'GET /pools/default': pool(node('cb1'), node('cb2', { version: '8.0.0-1' })),
      'https://cb2.example.com:18091 GET /settings/audit': { body: settings },
    };
    expect((await normalise({ rotateSize: 0 }, mixed)).errors).toHaveLength(1);
  });

  it('stored by an older release may stay as it is', async () => {
    const routes = { ...release('8.0.0-1'), 'GET /settings/audit': { body: { ...settings, rotateSize: 0 } } };
    expect((await normalise({ rotateSize: 0 }, routes)).errors).toEqual([]);
  });

  it('is left to the server when the release is not known', async () => {
    expect(
      (await normalise({ rotateSize: 0, pruneAge: 86400, disabledUsers: ['x/unknown'] }, release('0.0.0-1'))).errors,
    ).toEqual([]);
  });
});

describe('logPath', () => {
  it.each([
    ['/var/log/cb/', '/var/log/cb'],
    ['/var/log/cb//', '/var/log/cb'],
    ['/', '/'],
    ['C:\\cb\\logs\\', 'C:\\cb\\logs'],
    ['C:\\', 'C:\\'],
    ['/odd\\', '/odd\\'],
  ])('%s is %s', async (written, plain) => {
    expect((await normalise({ logPath: written })).document.logPath).toBe(plain);
  });
});

it('what is omitted stays unmanaged', async () => {
  expect((await normalise({ auditdEnabled: true })).document).toEqual({ auditdEnabled: true });
});
