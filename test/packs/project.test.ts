import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Json } from '../../src/model/json.ts';
import { manifestOf } from './manifest-of.ts';
import { validateDocuments, validateFolder } from './validate-documents.ts';

const project = (spec: Json, name = 'p') => ({
  apiVersion: 'auditform/v1',
  kind: 'Project',
  metadata: { name },
  spec,
});
const labelled = (kind: string, spec: Json, labels: Json) => {
  const { metadata, ...rest } = manifestOf(kind, spec);
  return { ...rest, metadata: { ...metadata, labels } };
};
const weak = { DbAudit: true, Retention: 30 };
const told = (problems: readonly { code: string; message: string }[]) =>
  problems.map(({ code, message }) => `${code} ${message}`);

describe('a pack on the command line', () => {
  test('that nobody knows is wrong usage, and the known ones are named', async () => {
    const { code, stderr } = await validateDocuments([manifestOf('TairInstance', weak)], '--pack', 'pci-dss-4.0');
    expect(code).toBe(64);
    for (const name of ['pci-dss-4.0.1', 'hipaa', 'soc2', 'iso27001-2022', 'nist-800-53r5', 'cis-controls-v8'])
      expect(stderr).toContain(name);
  });

  test('answers to cis', async () => {
    const { problems } = await validateDocuments([manifestOf('TairInstance', weak)], '--pack', 'cis');
    expect(told(problems)).toContainEqual(
      expect.stringContaining('fails kept-90-days of cis-controls-v8 [CIS-Controls-v8/8.10]'),
    );
  });

  test('named with another tells a check of both once, with the controls of each', async () => {
    const packs = ['--pack', 'pci-dss-4.0.1', '--pack', 'nist-800-53r5'];
    const { problems, code } = await validateDocuments([manifestOf('TairInstance', weak)], ...packs);
    const kept = problems.filter(({ message }) => message.includes('kept-365-days'));
    expect(kept).toHaveLength(1);
    expect(kept[0]!.message).toContain('[PCI-DSS-4.0.1/10.5.1, NIST-800-53r5/AU-11]');
    expect(code).toBe(3);
  });

  test('that only warns lets validate pass', async () => {
    const { code, problems } = await validateDocuments([manifestOf('TairInstance', weak)], '--pack', 'soc2');
    expect([code, problems.map(({ severity }) => severity)]).toEqual([0, ['warning']]);
  });
});

describe('a Project', () => {
  test('switches packs on for the manifests that its selector chooses', async () => {
    const [card, other] = [labelled('TairInstance', weak, { pci: 'true' }), labelled('TairInstance', weak, {})];
    const packs = [{ pack: 'pci-dss-4.0.1', selector: { matchLabels: { pci: 'true' } } }];
    const { problems, code } = await validateDocuments([project({ packs }), card, other]);
    expect(new Set(problems.map(({ at }) => at?.address))).toEqual(new Set([`TairInstance/${card.metadata.name}`]));
    expect(code).toBe(3);
  });

  test('without packs judges nothing', async () => {
    expect(await validateDocuments([project({}), manifestOf('TairInstance', weak)])).toMatchObject({
      code: 0,
      problems: [],
    });
  });
});

describe('--config', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'auditform-config-'));
    mkdirSync(join(folder, 'manifests'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, ...documents: readonly object[]) => {
    const file = join(folder, name);
    writeFileSync(file, documents.map((document) => `---\n${stringify(document)}`).join(''));
    return file;
  };
  const judge = (config: string) => validateFolder(join(folder, 'manifests'), '--config', config);
  const manifest = () => manifestOf('TairInstance', { DbAudit: false });

  test('decides alone, and says that the Project among the manifests is ignored', async () => {
    write('manifests/a.yaml', manifest(), project({ packs: [], hosts: ['evil.example.org'] }));
    const trusted = write('trusted.yaml', project({ packs: [{ pack: 'soc2' }] }));
    const { problems } = await judge(trusted);
    expect(problems.map(({ code, severity }) => `${code} ${severity}`).sort()).toContain('AF221 note');
    expect(told(problems)).toContainEqual(expect.stringContaining('fails recording-on of soc2'));
    expect(problems.filter(({ code }) => code === 'AF220')).toEqual([]);
  });

  test('does not let manifests add hosts', async () => {
    write('manifests/a.yaml', manifest(), project({ hosts: ['*.aliyuncs.com'] }));
    const { problems, code } = await judge(write('trusted.yaml', project({ hosts: ['api.example.com'] })));
    expect(problems.map((problem) => problem.code)).toContain('AF220');
    expect(code).toBe(1);
  });

  test('that lies among the manifests is not ignored itself', async () => {
    write('manifests/a.yaml', manifest());
    const { problems } = await judge(write('manifests/auditform.yaml', project({ packs: [] })));
    expect(problems).toEqual([]);
  });

  test.each([
    ['is not there', null, 1],
    ['is not YAML', '{', 1],
    ['does not fit the schema', stringify(project({ host: [] })), 1],
    ['holds two Projects', `---\n${stringify(project({}))}---\n${stringify(project({}, 'q'))}`, 1],
    ['holds none', stringify({ apiVersion: 'v1', kind: 'ConfigMap' }), 64],
  ])('that %s is an error', async (_what, text, expected) => {
    write('manifests/a.yaml', manifest());
    const file = join(folder, 'trusted.yaml');
    if (text !== null) writeFileSync(file, text);
    expect((await judge(file)).code).toBe(expected);
  });
});
