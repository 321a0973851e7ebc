import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { jsonOf, openWorkspace, type Ran, type Workspace } from '../workspace.ts';
import { validateDocuments } from './validate-documents.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const vendors = ['redis-enterprise', 'dbaudit', 'couchbase', 'tair', 'taurusdb'];
const project = (hosts: readonly string[]) => ({
  apiVersion: 'auditform/v1',
  kind: 'Project',
  metadata: { name: 'p' },
  spec: { hosts },
});

describe('in a run where no host of the vendors is listed', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace();
    for (const name of ['connections', ...vendors])
      workspace.write(`${name}.yaml`, readFileSync(join(examples, `${name}.yaml`), 'utf8'));
  });
  afterEach(() => workspace.close());

  const asked = () => vendors.flatMap((vendor) => workspace.sandbox.requests(vendor));
  const codes = (ran: Ran) => new Set(jsonOf<Pick<Plan, 'problems'>>(ran).problems.map(({ code }) => code));

  test.each([['plan'], ['drift'], ['verify'], ['apply', '--yes']])('%s sends nothing', async (...command) => {
    workspace.write('auditform.yaml', project(['api.example.com']));
    const ran = await workspace.run(...command, workspace.folder, '--format', 'json');
    expect([ran.code, codes(ran).has('AF220')]).toEqual([1, true]);
    expect(asked()).toEqual([]);
  });

  test('discover sends nothing', async () => {
    workspace.write('auditform.yaml', project(['api.example.com']));
    const ran = await workspace.run('discover', workspace.folder);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('AF220');
    expect(asked()).toEqual([]);
  });

  test('the address from the environment is judged by its port too', async () => {
    workspace.write('auditform.yaml', project(['127.0.0.1:1', 'localhost']));
    expect(codes(await workspace.run('plan', workspace.folder, '--format', 'json')).has('AF220')).toBe(true);
    expect(asked()).toEqual([]);
  });

  test('a trusted Project holds a saved plan back as well', async () => {
    const plan = join(workspace.folder, 'plan.json');
    expect((await workspace.run('plan', workspace.folder, '-o', plan)).code).toBe(0);
    const before = asked().length;
    const trusted = workspace.write('trusted/auditform.yaml', project(['api.example.com']));
    const ran = await workspace.run('apply', plan, '--config', trusted, '--yes', '--format', 'json');
    expect(ran.code).not.toBe(0);
    expect(codes(ran).has('AF220')).toBe(true);
    expect(asked()).toHaveLength(before);
  });

  test('with the hosts listed the same run goes through', async () => {
    workspace.write('auditform.yaml', project(['127.0.0.1']));
    const ran = await workspace.run('plan', workspace.folder, '--format', 'json');
    expect(codes(ran).has('AF220')).toBe(false);
    expect(asked().length).toBeGreaterThan(0);
  });
});

describe('offline, a connection is held to the list', () => {
  const credentials = { username: 'u', password: { fromEnv: 'P' } };
  const connection = (spec: object) => ({
    apiVersion: 'auditform/v1',
    kind: 'Connection',
    metadata: { name: 'c' },
    spec,
  });
  const taurusdb = { system: 'taurusdb', project_id: '0'.repeat(32), region: 'ap-southeast-3' };
  const login = { username: 'u', password: { fromEnv: 'P' }, domain: 'd' };

  test.each([
    ['endpoint', { system: 'couchbase', endpoint: 'https://x.org:18091', credentials }, ['x.org:18091 /spec/endpoint']],
    [
      'metrics_endpoint',
      { system: 'redis-enterprise', endpoint: 'https://a.example.com', metrics_endpoint: 'https://x.org', credentials },
      ['x.org /spec/metrics_endpoint'],
    ],
    [
      'iam_endpoint',
      { ...taurusdb, endpoint: 'https://a.example.com', iam_endpoint: 'https://x.org', credentials: login },
      ['x.org /spec/iam_endpoint'],
    ],
    [
      'default of DB Audit',
      { system: 'dbaudit', credentials: { apiKey: { fromEnv: 'K' } } },
      ['api.dbaudit.ai /spec/endpoint'],
    ],
    ['region of Tair', { system: 'tair', region: 'cn-hangzhou' }, ['r-kvstore.aliyuncs.com /spec/region']],
    ['region of TaurusDB', taurusdb, ['gaussdb.ap-southeast-3.myhuaweicloud.com /spec/region']],
    [
      'login of TaurusDB',
      { ...taurusdb, credentials: login },
      ['gaussdb.ap-southeast-3.myhuaweicloud.com /spec/region', 'iam.ap-southeast-3.myhuaweicloud.com /spec/region'],
    ],
    ['address from the environment', { system: 'couchbase', endpoint: { fromEnv: 'E' }, credentials }, []],
  ])('%s', async (_what, spec, expected) => {
    const { problems } = await validateDocuments([connection(spec), project(['*.example.com'])]);
    const found = problems.filter(({ code }) => code === 'AF220');
    expect(found.map(({ message, at }) => `${/ (\S+) is not among/.exec(message)?.[1]} ${at?.path}`)).toEqual(expected);
  });
});
