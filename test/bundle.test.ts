import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/main.js');
const examples = join(root, 'examples');
let folder: string;

/** The built command in another process, with nothing in its environment but PATH. */
function auditform(...argv: string[]) {
  const env = { PATH: process.env.PATH };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...argv], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const inSandbox = (...argv: string[]) => auditform('sandbox', '--', process.execPath, main, ...argv);

/** `npm test` builds first; `npx vitest` alone tests the last build. */
describe('the command as it is shipped', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'auditform-bundle-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(auditform('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('validates the examples, guardrails included, without network or environment', () => {
    expect(auditform('validate', examples)).toEqual({
      status: 0,
      stdout: 'Valid: 8 manifests in 7 files.\n',
      stderr: '',
    });
  });

  test('reads a large fleet and says where it is wrong', () => {
    const manifest = (index: number) => `apiVersion: auditform/v1
kind: TairInstance
metadata: { name: instance-${index} }
connection:
  region: cn-hangzhou
target: { InstanceId: r-${index} }
spec: { DbAudit: ${index === 5999 ? 'maybe' : 'true'} }
`;
    const fleet = Array.from({ length: 6000 }, (_, index) => manifest(index)).join('---\n');
    writeFileSync(join(folder, 'fleet.yaml'), fleet);
    const { status, stderr } = auditform('validate', 'fleet.yaml');
    const line = 5999 * 8 + 7;
    expect([status, stderr]).toEqual([1, expect.stringContaining(`fleet.yaml:${line}:18: error AF202`)]);
    expect(stderr.match(/error/g)).toHaveLength(1);
  });

  test.each(['json', 'markdown', 'sarif', 'junit', 'html'])('renders a plan as %s', (format) => {
    const { status, stdout, stderr } = inSandbox('plan', examples, '--format', format, '--quiet');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('RedisEnterpriseCluster/eu-prod');
  });

  test('prints the plan that README.md shows', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, command, shown] = /```console\n\$ auditform ([^\n]+)\n(.*?)```/s.exec(readme)!;
    const words = command!.split(' ').map((word) => (word === 'examples' ? examples : word));
    const { status, stdout } = inSandbox(...words);
    expect(status).toBe(0);
    expect(stdout.replaceAll(`${root}examples`, 'examples')).toBe(shown);
  });

  test('hands on the exit code of the command in the sandbox', () => {
    expect(auditform('sandbox', '--', process.execPath, '-e', 'process.exit(7)').status).toBe(7);
  });

  test('wrong usage is exit code 64, with help on stderr only', () => {
    const { status, stdout, stderr } = auditform('plan', '--no-such-flag');
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toContain('--no-such-flag');
  });
});
