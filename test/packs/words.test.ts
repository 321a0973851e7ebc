import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { manifestOf } from './manifest-of.ts';
import { validateDocuments } from './validate-documents.ts';

const profile = {
  apiVersion: 'auditform/v1',
  kind: 'Profile',
  metadata: { name: 'short' },
  spec: { kind: 'TairInstance', spec: { Retention: 30 } },
};

describe('a failed check', () => {
  test('names the control, the setting with path and line, the value, what would pass, why, and what to write', async () => {
    const text = `# a comment\n${stringify(manifestOf('TairInstance', { DbAudit: true, Retention: 30 }))}`;
    const line = text.split('\n').findIndex((row) => row.includes('Retention')) + 1;
    const { problems } = await validateDocuments([text], '--pack', 'pci-dss-4.0.1');
    const problem = problems.find(({ message }) => message.includes('kept-365-days'))!;
    expect(problem.message).toMatch(
      new RegExp(
        `^TairInstance/m\\d+ fails kept-365-days of pci-dss-4\\.0\\.1 \\[PCI-DSS-4\\.0\\.1/10\\.5\\.1\\]: ` +
          `Retention \\(/spec/Retention, line ${line}\\) is 30; would pass: 365, the most there is\\. ` +
          `Twelve months of audit history have to be kept\\.$`,
      ),
    );
    expect(problem).toMatchObject({
      at: { line, path: '/spec/Retention' },
      fix: 'Write `DbAudit: true` and `Retention: 365`.',
    });
  });

  test('points into the profile that the value comes from', async () => {
    const documents = [manifestOf('TairInstance', { DbAudit: true }), profile];
    const { problems } = await validateDocuments(documents, '--pack', 'pci-dss-4.0.1');
    const problem = problems.find(({ message }) => message.includes('kept-365-days'))!;
    expect(problem.at?.file).toMatch(/0001\.yaml$/);
  });

  test('shows both the setting and what it means where their units differ', async () => {
    const manifest = manifestOf('CouchbaseCluster', { auditdEnabled: true, pruneAge: 129_600 });
    const { problems } = await validateDocuments([manifest], '--pack', 'cis');
    expect(problems.find(({ message }) => message.includes('kept-90-days'))?.message).toContain(
      ') is 129600, and retentionDays is 1.5; would pass: 0 (for ever), or 7776000 seconds (90 days) or more',
    );
  });

  test('of something to be removed is only that its recording ends', async () => {
    const manifest = { ...manifestOf('DBAuditDatabase', {}), ensure: 'absent' };
    const { problems } = await validateDocuments([manifest], '--pack', 'pci-dss-4.0.1');
    expect(problems.map(({ code, at }) => [code, at?.path])).toEqual([['AF214', '/ensure']]);
    expect(problems[0]!.message).toContain(' fails recording-on of ');
  });

  test('says nothing of secrets', async () => {
    const manifest = manifestOf('DBAuditDatabase', { password: { fromEnv: 'CANARY' }, ssl_mode: 'disable' });
    const guardrail = {
      apiVersion: 'auditform/v1',
      kind: 'Guardrail',
      metadata: { name: 'no-password' },
      spec: {
        message: 'no passwords here',
        schema: { properties: { spec: { properties: { password: { type: 'string' } } } } },
      },
    };
    const { problems } = await validateDocuments([manifest, guardrail], '--pack', 'pci-dss-4.0.1');
    expect(problems.some(({ message }) => message.includes('no-password'))).toBe(true);
    expect(JSON.stringify(problems)).not.toContain('CANARY');
  });
});
