import { describe, expect, test } from 'vitest';
import type { SimulatedReply } from '../../src/sandbox/simulator.ts';
import { LOGS, OFF_BY_DEFAULT, openCluster } from './couchbase-cluster-under-test.ts';

type Descriptor = { id: number; name: string; module: string; description: string };
const list = (reply: SimulatedReply) => reply.body as Descriptor[];

describe('GET /settings/audit', () => {
  test('shows the keys in the order of the server', () => {
    const keys = [
      'disabled',
      'uid',
      'auditdEnabled',
      'disabledUsers',
      'logPath',
      'pruneAge',
      'rotateInterval',
      'rotateSize',
    ];
    expect(Object.keys(openCluster().settings())).toEqual(keys);
  });

  test('with the page spelling it shows auditEnabled and disabledusers, and POST keeps its names', () => {
    const { settings, post } = openCluster((state) => {
      state.quirks.spelling = 'page';
    });
    expect(settings()).toMatchObject({ auditEnabled: true, disabledusers: [{ name: 'loader', domain: 'local' }] });
    expect(settings()).not.toHaveProperty('auditdEnabled');
    expect(post('auditEnabled=true').status).toBe(400);
    expect(post('auditdEnabled=true').status).toBe(200);
  });

  test('leaves out logPath and pruneAge where there are none, until they are written', () => {
    const { settings, post } = openCluster((state) => {
      state.settings.logPath = null;
      state.settings.pruneAge = null;
    });
    expect(Object.keys(settings())).not.toContain('logPath');
    expect(Object.keys(settings())).not.toContain('pruneAge');
    post(`auditdEnabled=true&pruneAge=0&logPath=${LOGS}`);
    expect(settings()).toMatchObject({ pruneAge: 0, logPath: LOGS });
  });

  test('leaves out deleted local users though the uid stays, and they may not be written again', () => {
    const { settings, post, edit } = openCluster();
    post('auditdEnabled=true&disabledUsers=loader/local,@index/local,gone/external');
    const before = settings();
    edit((state) => {
      state.credentials = state.credentials.filter(({ username }) => username !== 'loader');
    });
    const after = settings();
    expect(after.disabledUsers.map(({ name }) => name)).toEqual(['@index', 'gone']);
    expect(after.uid).toBe(before.uid);
    expect(post('disabledUsers=loader/local').status).toBe(400);
  });

  test('uid is a number below 2^27 that depends on the content alone, the order of users included', () => {
    const { settings, post } = openCluster();
    const uidAfter = (form: string) => {
      post(`auditdEnabled=true&${form}`);
      expect(settings().uid).toMatch(/^\d+$/);
      expect(Number(settings().uid)).toBeLessThan(2 ** 27);
      return settings().uid;
    };
    const first = uidAfter('disabledUsers=loader/local,testuser/local');
    expect(uidAfter('disabledUsers=testuser/local,loader/local')).not.toBe(first);
    expect(uidAfter('disabledUsers=loader/local,testuser/local')).toBe(first);
  });
});

describe('the disabled events', () => {
  test('are the defaults on a cluster that nobody has configured', () => {
    const { settings } = openCluster((state) => {
      state.settings.disabled = [];
      state.settings.enabled = [];
    });
    expect(settings().disabled).toEqual(expect.arrayContaining(OFF_BY_DEFAULT));
    expect(settings().disabled).not.toContain(8243);
    expect(settings().disabled).toEqual([...settings().disabled].sort((left, right) => left - right));
  });

  test('are exactly the written ones afterwards, so whatever is left out is on', () => {
    const { settings, post } = openCluster();
    post('auditdEnabled=true&disabled=20488');
    expect(settings().disabled).toEqual([20488]);
  });

  test('gain the default-off events of an upgrade without a write, and the uid follows', () => {
    const { settings, post, edit } = openCluster();
    post('auditdEnabled=true&disabled=20488');
    const { uid } = settings();
    edit((state) => {
      const added = { module: 'n1ql', description: 'new', filterable: true };
      state.addedEvents = [
        { ...added, id: 28800, name: 'NEW statement', offByDefault: true },
        { ...added, id: 28801, name: 'OTHER statement', offByDefault: false },
      ];
    });
    expect(settings().disabled).toEqual([20488, 28800]);
    expect(settings().uid).not.toBe(uid);
    edit((state) => {
      state.version = '8.0';
    });
    expect(settings().disabled).toEqual([20488, 28736, 28737, 28738, 28800]);
  });

  test('of another release stay stored and come back', () => {
    const { settings, edit } = openCluster();
    const before = settings().disabled;
    edit((state) => {
      state.version = '6.6';
    });
    expect(settings().disabled.some((id) => id >= 45056)).toBe(false);
    edit((state) => {
      state.version = '7.6.2-3721';
    });
    expect(settings().disabled).toEqual(before);
  });
});

describe('descriptors', () => {
  const filterable = (version = '7.6') =>
    list(
      openCluster((state) => {
        state.version = version;
      }).get('/settings/audit/descriptors'),
    );

  test('come in ascending order with four members each', () => {
    const rows = filterable();
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.map(({ id }) => id)).toEqual(
      [...new Set(rows.map(({ id }) => id))].sort((left, right) => left - right),
    );
    for (const row of rows) expect(Object.keys(row)).toEqual(['id', 'name', 'module', 'description']);
  });

  test.each(['SELECT statement', 'CREATE INDEX statement', 'DROP INDEX statement', 'UNRECOGNIZED statement'])(
    '%s is a name in both n1ql and analytics',
    (name) => {
      const modules = filterable()
        .filter((row) => row.name === name)
        .map(({ module }) => module);
      expect(modules).toEqual(['n1ql', 'analytics']);
    },
  );

  test('name and module together are unique', () => {
    const names = filterable('8.0').map(({ module, name }) => `${module}/${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('ids lie in the range of their module', () => {
    const first = new Map(Object.entries({ ns_server: 8192, xdcr: 16384, memcached: 20480, fts: 24576, n1ql: 28672 }));
    for (const [module, id] of Object.entries({
      eventing: 32768,
      analytics: 36864,
      view_engine: 40960,
      backup: 45056,
    })) {
      first.set(module, id);
    }
    for (const { id, module } of filterable('8.0')) {
      expect(id, module).toBeGreaterThanOrEqual(first.get(module) ?? Number.NaN);
      expect(id, module).toBeLessThan((first.get(module) ?? Number.NaN) + 4096);
    }
  });

  test('xdcr events can be filtered from 7.6, and not in both lists', () => {
    for (const [version, expected] of [
      ['7.2.4', false],
      ['7.6', true],
    ] as const) {
      const { get } = openCluster((state) => {
        state.version = version;
      });
      const isXdcr = ({ module }: Descriptor) => module === 'xdcr';
      expect(list(get('/settings/audit/descriptors')).some(isXdcr)).toBe(expected);
      expect(list(get('/settings/audit/nonFilterableDescriptors')).some(isXdcr)).toBe(!expected);
    }
  });

  test('configured audit daemon is non-filterable twice: 4096 of auditd and 8240 of ns_server', () => {
    const rows = list(openCluster().get('/settings/audit/nonFilterableDescriptors'));
    const found = rows.filter(({ name }) => name === 'configured audit daemon').map(({ id, module }) => [id, module]);
    expect(found).toEqual([
      [4096, 'auditd'],
      [8240, 'ns_server'],
    ]);
  });

  test('under upgrade the filterable list waits for the last node, the other is each node its own', () => {
    const { get } = openCluster((state) => {
      state.version = '7.2.4';
      state.nodes[1]!.version = '7.6';
    });
    const xdcr = (path: string, node: number) => list(get(path, { node })).some(({ module }) => module === 'xdcr');
    expect([0, 1].map((node) => xdcr('/settings/audit/descriptors', node))).toEqual([false, false]);
    expect([0, 1].map((node) => xdcr('/settings/audit/nonFilterableDescriptors', node))).toEqual([true, false]);
  });

  test('one node left behind holds the filterable list back for all', () => {
    const { get } = openCluster((state) => {
      state.nodes[2]!.version = '7.2.4';
    });
    for (const node of [0, 1, 2]) {
      const rows = list(get('/settings/audit/descriptors', { node }));
      expect(rows.some(({ module }) => module === 'xdcr')).toBe(false);
    }
  });
});
