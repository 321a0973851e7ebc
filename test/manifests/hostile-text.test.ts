import { describe, expect, test } from 'vitest';
import { validateText } from './validate-text.ts';

/** Five lines; the spec stands on the sixth. */
const head = `apiVersion: auditform/v1
kind: TairInstance
metadata: { name: a }
connection: { region: cn-hangzhou, credentials: { accessKeyId: { fromEnv: A }, accessKeySecret: { fromEnv: B } } }
target: { InstanceId: r-a }
`;
const valid = `${head}spec: { DbAudit: true }\n`;
const withSecret = (text: string) => valid.replace('accessKeySecret: { fromEnv: B }', `accessKeySecret: ${text}`);
const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

describe('a file that is no manifest, or no honest one, is refused in a few seconds', () => {
  const cases: readonly [what: string, content: string | Uint8Array, ...errors: string[]][] = [
    ['an alias bomb', many(9, (i) => `a${i}: &a${i} [${`${i === 0 ? 'x' : `*a${i - 1}`},`.repeat(9)}]\n`), 'AF105 1:1'],
    [
      'a chain of ten thousand aliases',
      `a0: &a0 [1]\n${many(10_000, (i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`)}`,
      'AF105 1:1',
    ],
    [
      'a chain of a thousand aliases',
      `a0: &a0 [1]\n${many(1_000, (i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`)}`,
      'AF105 102:14',
    ],
    ['an alias inside what it stands for', `${head}spec: &s { DbAudit: *s }\n`, 'AF106 6:21'],
    ['an alias of nothing', `${head}spec: { DbAudit: *nothing }\n`, 'AF102 6:18'],
    ['brackets a hundred thousand deep', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, 'AF105 1:1'],
    ['brackets five hundred deep', `a: ${'['.repeat(500)}${']'.repeat(500)}\n`, 'AF105 1:68'],
    ['dashes two hundred deep', `${'- '.repeat(200)}x\n`, 'AF105 1:131'],
    ['20 MB of comment', `${valid}# ${'x'.repeat(20 * 1024 * 1024)}\n`, 'AF105 1:1'],
    ['200,000 lines of members', `${head}spec:\n${many(200_000, (i) => `  f${i}: ${i}\n`)}`, 'AF105 1:1'],
    ['20,000 members in one place', `${head}spec:\n${many(20_000, (i) => `  f${i}: ${i}\n`)}`, 'AF105 7:3'],
    ['a million quotes on one line', `${head}spec: ${'"" '.repeat(500_000)}\n`, 'AF105 1:1'],
    ['a million dashes on one line', `${head}spec:\n  ${'- '.repeat(1_000_000)}1\n`, 'AF105 1:1'],
    ['a million tags and anchors on one line', `${head}spec: ${'!a &b '.repeat(500_000)}1\n`, 'AF105 1:1'],
    ['a million brackets on one line', `${head}spec: { x: ${'[] '.repeat(500_000)}}\n`, 'AF105 1:1'],
    ['60,000 documents', many(60_000, () => '---\na: 1\n'), 'AF105 1:1'],
    ['a __proto__ key', `${head}spec: { DbAudit: true, __proto__: { x: 1 } }\n`, 'AF106 6:24'],
    ['a constructor key', `${head}spec: { DbAudit: true, constructor: { x: 1 } }\n`, 'AF201 6:24'],
    ['the kind constructor', 'apiVersion: auditform/v1\nkind: constructor\n', 'AF204 2:7'],
    ['a connection called constructor', valid.replace(/connection: .*/, 'connection: constructor'), 'AF209 4:13'],
    ['a key twice', `${head}spec: { DbAudit: true, DbAudit: false }\n`, 'AF103 6:24'],
    ['a key twice, once in quotes', `${head}spec: { "DbAudit": true, DbAudit: false }\n`, 'AF103 6:26'],
    ['a kind twice, first of somebody else', `kind: Deployment\n${valid}`, 'AF103 3:1'],
    ['a key that is a number', `${head}spec: { 1: true }\n`, 'AF106 6:9'],
    ['a tab', `${head}spec:\n\tDbAudit: true\n`, 'AF102 7:1'],
    ['bad UTF-8', Buffer.concat([Buffer.from(`${head}spec: { DbAudit: `), Buffer.from([0xff])]), 'AF104 6:18'],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${valid}`, 'utf16le'), 'AF104 1:1'],
    ['not a number', `${head}spec: { Retention: .nan }\n`, 'AF202 6:20'],
    ['infinity', `${head}spec: { Retention: -.inf }\n`, 'AF202 6:20'],
    ['a number beyond all numbers', `${head}spec: { Retention: 1e400 }\n`, 'AF202 6:20'],
    ['a number too large to be exact', `${head}spec: { Retention: 9007199254740993 }\n`, 'AF202 6:20'],
    ['yes for true', `${head}spec: { DbAudit: yes }\n`, 'AF202 6:18'],
    ['a number as of YAML 1.1', `${head}spec: { Retention: 1_00 }\n`, 'AF202 6:20'],
    ['a set tag, whose members would vanish', `${head}spec: !!set { DbAudit }\n`, 'AF106 6:13'],
    ['a binary tag', `${head}spec: { DbAudit: !!binary aGVsbG8= }\n`, 'AF106 6:27'],
    ['YAML 1.1 by directive', `%YAML 1.1\n---\n${valid}`, 'AF106 2:1'],
    ['an empty file', '', 'AF107 1:1'],
    ['nothing but comments', '# a\n# b\n', 'AF107 1:1'],
    ['a null document', 'null\n', 'AF107 1:1'],
    ['empty documents', '---\n---\n~\n...\n', 'AF107 1:1'],
    ['a text', 'just words\n', 'AF203 1:1'],
    [
      'a slip in the second document',
      `${valid}---\n${valid.replace('DbAudit', 'DbAudt').replace('name: a', 'name: b').replace('r-a', 'r-b')}`,
      'AF201 13:9',
    ],
    ['broken YAML in the second document', `${valid}---\na: [\n`, 'AF102 9:1'],
    [
      'Windows line ends with a slip',
      `${head}spec:\n  DbAudit: true\n  Retentoin: 3\n`.replaceAll('\n', '\r\n'),
      'AF201 8:3',
    ],
    ['a NUL in a value', `${head}spec: { DbAudit: "a\\0b" }\n`, 'AF202 6:18'],
  ];
  test.each(cases)(
    '%s',
    async (_what, content, ...errors) => {
      const judged = await validateText(content);
      expect(judged.code).toBe(1);
      expect(judged.errors, judged.printed.slice(0, 1_000)).toEqual(errors);
      expect(judged.printed.length).toBeLessThan(20_000);
    },
    10_000,
  );
});

describe('of more problems than anybody reads, ten thousand are told, and that there are more', () => {
  test.each([
    ['documents that are not YAML', many(20_000, () => '---\na: @\n')],
    ['documents of unknown fields', many(2_000, () => `---\n${head}${many(20, (i) => `f${i}: 1\n`)}`)],
    ['documents that are no manifests', many(20_000, () => '---\n- 1\n')],
  ])('%s', async (_what, content) => {
    const { code, errors, printed } = await validateText(content);
    expect([code, errors.length, errors.filter((error) => error.startsWith('AF105')).length]).toEqual([1, 10_001, 1]);
    expect(printed).toContain('more than 10000 problems');
  });
});

describe('what only looks odd is accepted', () => {
  test.each([
    ['Windows line ends', valid.replaceAll('\n', '\r\n')],
    ['a UTF-8 mark', `\ufeff${valid}`],
    ['a manifest called constructor', valid.replace('name: a', 'name: constructor')],
    ['empty documents around it', `---\n---\n${valid}---\n# end\n`],
    ['a hexadecimal number', `${head}spec: { Retention: 0xff }\n`],
    ['an anchor used twice', `${head}spec: { DbAudit: &on true }\nwaivers: []\n`],
    ['an explicit tag of JSON', `${head}spec: { DbAudit: !!bool true }\n`],
    [
      'a document of somebody else with tags, merge keys and numbers as keys',
      `${valid}---\napiVersion: v1\nkind: ConfigMap\ndata: { 1: !Ref x, <<: { a: .nan } }\n`,
    ],
  ])('%s', async (_what, content) => {
    const judged = await validateText(content);
    expect(judged.errors, judged.printed).toEqual([]);
    expect(judged.code).toBe(0);
  });
});

describe('a secret written by mistake is not printed', () => {
  test.each([
    ['plain', 'CANARY', 'AF205'],
    ['in a list', '[CANARY]', 'AF205'],
    ['as the name of a variable', '{ fromEnv: "CANARY-x" }', 'AF202'],
    ['under another name', '{ value: CANARY }', 'AF201'],
    ['in quotes that never close', '"CANARY', 'AF102'],
    ['with a colon', 'CANARY: x', 'AF102'],
    ['beginning like an alias', '*CANARY', 'AF102'],
    ['beginning like an anchor', '&CANARY', 'AF202'],
    ['beginning like a tag', '!CANARY x', 'AF106'],
    ['beginning like a long tag', '!<CANARY> x', 'AF106'],
    ['beginning with @', '@CANARY', 'AF102'],
    ['beginning with %', '%CANARY', 'AF102'],
    ['beginning like a block', '|CANARY', 'AF102'],
    ['with a backslash in quotes', '"\\qCANARY"', 'AF102'],
    ['with a bracket', '}CANARY', 'AF102'],
  ])('%s', async (_what, text, code) => {
    const judged = await validateText(withSecret(text));
    expect(judged.code).toBe(1);
    expect(judged.errors[0]).toMatch(new RegExp(`^${code} [4-7]:`));
    expect(judged.printed).not.toContain('CANARY');
  });

  test.each([
    ['in an address', 'connection: { region: a, endpoint: "https://user:CANARY@host.example.com" }'],
    ['instead of the connection', 'connection: "CANARY password"'],
  ])('%s', async (_what, line) => {
    const judged = await validateText(valid.replace(/connection: .*/, line));
    expect(judged.code).toBe(1);
    expect(judged.errors[0]).toMatch(/^AF202 4:/);
    expect(judged.printed).not.toContain('CANARY');
  });

  test('alone on a line of its own', async () => {
    const judged = await validateText(`a: 1\nCANARY\nb: { CANARY\n`);
    expect(judged.code).toBe(1);
    expect(judged.printed).not.toContain('CANARY');
  });
});
