import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import { openWorkspace } from '../workspace.ts';
import { manifestOf } from './manifest-of.ts';
import { validateDocuments } from './validate-documents.ts';

const waiver = (path: string, check?: string, until = '2026-06-01'): Json => ({
  path,
  reason: 'SEC-1: archived daily',
  owner: 'dba',
  until,
  ...(check === undefined ? {} : { check }),
});
const judge = (kind: string, spec: Json, waivers: Json, pack = 'pci-dss-4.0.1') =>
  validateDocuments([manifestOf(kind, spec, { waivers })], '--pack', pack);
const failing = (problems: readonly { code: string; message: string }[], code = 'AF214') =>
  problems.filter((problem) => problem.code === code).map(({ message }) => / fails (\S+) of /.exec(message)?.[1]);

const short = { DbAudit: true, Retention: 30 };

describe('a waiver with check', () => {
  test('silences that check at that path through its last day, and is shown as a note', async () => {
    const { problems } = await judge('TairInstance', short, [waiver('/spec/Retention', 'kept-365-days')]);
    expect(failing(problems)).toEqual(['scope-reads']);
    const note = problems.find(({ code }) => code === 'AF218')!;
    expect(note.severity).toBe('note');
    for (const word of ['kept-365-days', 'dba', 'SEC-1: archived daily', '2026-06-01', 'PCI-DSS-4.0.1/10.5.1'])
      expect(note.message).toContain(word);
    expect(note.at?.path).toBe('/spec/Retention');
  });

  test('is an error the day after', async () => {
    const { problems, code } = await judge('TairInstance', short, [
      waiver('/spec/Retention', 'kept-365-days', '2026-05-31'),
    ]);
    expect(problems.map((problem) => problem.code)).toEqual(['AF210']);
    expect(code).toBe(1);
  });

  test.each([
    ['of another check', waiver('/spec/Retention', 'recording-on')],
    ['of another path', waiver('/spec/DbAudit', 'kept-365-days')],
    ['without check', waiver('/spec/Retention')],
  ])('%s does not silence it', async (_what, given) => {
    const { problems } = await judge('TairInstance', short, [given]);
    expect(failing(problems)).toContain('kept-365-days');
    expect(failing(problems, 'AF218')).toEqual([]);
  });

  test('may name a setting that is left out, which is why the check fails', async () => {
    const { problems } = await judge('TairInstance', { DbAudit: true }, [waiver('/spec/Retention', 'kept-365-days')]);
    expect(failing(problems)).toEqual(['scope-reads']);
  });

  test.each(['/spec/Retentoin', '/ensure', '/metadata/name', '/spec/Retention/x'])('may not name %s', async (path) => {
    const { problems } = await judge('TairInstance', short, [waiver(path, 'kept-365-days')]);
    expect(problems.map(({ code }) => code)).toContain('AF211');
  });

  test('of one database does not silence the check for another', async () => {
    const sink = { audit_protocol: 'TCP', audit_address: 'siem.example.com', audit_port: 6514 };
    const bdbs = [
      { name: 'a', db_conns_auditing: false },
      { name: 'b', db_conns_auditing: false },
    ];
    const given = [waiver('/spec/bdbs/0', 'recording-on')];
    const both = await judge('RedisEnterpriseCluster', { db_conns: sink, bdbs }, given);
    const problem = both.problems.find(({ message }) => message.includes(' fails recording-on of '))!;
    expect([problem.code, problem.at?.path]).toEqual(['AF214', '/spec/bdbs/1/db_conns_auditing']);
    const one = await judge(
      'RedisEnterpriseCluster',
      { db_conns: sink, bdbs: [bdbs[0]!, { name: 'b', db_conns_auditing: true }] },
      given,
    );
    expect(failing(one.problems)).not.toContain('recording-on');
    expect(failing(one.problems, 'AF218')).toEqual(['recording-on']);
  });

  test('of one database does not silence what the check asks of the cluster', async () => {
    const spec = { bdbs: [{ name: 'a', db_conns_auditing: false }] };
    const { problems } = await judge('RedisEnterpriseCluster', spec, [waiver('/spec/bdbs/0', 'recording-on')]);
    const problem = problems.find(({ code, message }) => code === 'AF214' && message.includes('recording-on'))!;
    expect(problem.at?.path).toBe('/spec/db_conns');
  });

  test('consents to nothing: a weakening still needs consent', async () => {
    const workspace = await openWorkspace();
    try {
      const manifest = (given: readonly Json[]) => ({
        apiVersion: 'auditform/v1',
        kind: 'TaurusDBInstance',
        metadata: { name: 'ledger' },
        connection: {
          region: 'ap-southeast-3',
          endpoint: { fromEnv: 'AUDITFORM_SANDBOX_TAURUSDB_URL' },
          project_id: { fromEnv: 'HUAWEICLOUD_SDK_PROJECT_ID' },
        },
        target: { instance_id: '3d39c18788b54a919bab633874c159dfin07' },
        spec: { keep_days: 3 },
        waivers: given,
      });
      const open = { path: '/spec/keep_days', reason: 'r', owner: 'o', until: '2099-01-01' };
      workspace.write('a.yaml', manifest([{ ...open, check: 'kept-365-days' }]));
      const refused = await workspace.run('apply', workspace.folder, '--yes', '--format', 'json');
      expect(refused.code).toBe(4);
      workspace.write('a.yaml', manifest([{ ...open, check: 'kept-365-days' }, open]));
      expect((await workspace.run('apply', workspace.folder, '--yes', '--format', 'json')).code).toBe(0);
    } finally {
      await workspace.close();
    }
  });
});
