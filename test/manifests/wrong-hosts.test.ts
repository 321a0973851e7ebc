import { describe, expect, test } from 'vitest';
import { UNPRINTABLE } from '../../src/model/unprintable.ts';
import { validateText } from './validate-text.ts';

const connection = (member: string) => `apiVersion: auditform/v1
kind: Connection
metadata: { name: c }
spec:
  system: taurusdb
  ${member}
`;
const quoted = (text: string) => JSON.stringify(text).replaceAll(UNPRINTABLE, (char) => `\\U${hex(char)}`);
const hex = (char: string) => char.codePointAt(0)!.toString(16).padStart(8, '0');

/** Each as it shows in a file that holds it raw, and as an escape of YAML. */
const unseen = [
  ['a bidirectional override', 'https://canary\u202egro.example.com'],
  ['a bidirectional isolate', 'https://canary\u2066.example.com'],
  ['what shows nothing, and a URL parser drops', 'https://canary\u200b.example.com'],
  ['a soft hyphen', 'https://canary\u00ad.example.com'],
  ['a bidirectional override behind the host', 'https://canary.example.com/\u202ex'],
] as const;

const nowhere = [
  ['a control character', 'https://canary\u0007.example.com'],
  ['a blank', 'https://canary example.com'],
  ['a port beyond all ports', 'https://canary.example.com:70000'],
  ['a number that is no address', 'https://10.0.0.256'],
  ['an empty label', 'https://canary..example.com'],
  ['a backslash', 'https://canary.example.com\\x'],
  ['a bracket that stays open', 'https://[::1'],
] as const;

describe('an address with a host that is none is refused offline, where it stands', () => {
  test.each([...unseen, ...nowhere])('%s', async (_what, address) => {
    const judged = await validateText(connection(`endpoint: ${quoted(address)}`));
    expect(judged.code).toBe(1);
    expect(judged.errors, judged.printed).toEqual(['AF202 6:13']);
    expect(judged.printed).not.toContain('canary');
  });

  test.each(unseen)('%s, raw in the file', async (_what, address) => {
    const judged = await validateText(connection(`endpoint: ${address}`));
    expect(judged.errors, judged.printed).toEqual(['AF202 6:13']);
    expect(judged.printed).toContain('characters that cannot be seen');
    expect(judged.printed.search(UNPRINTABLE)).toBe(-1);
  });

  test.each([
    ['metrics_endpoint: https://a..b', 'AF202 6:21'],
    ['iam_endpoint: https://a..b', 'AF202 6:17'],
    ['tls: { serverName: "a\\u202eb" }', 'AF202 6:22'],
    ['tls: { serverName: "db:443" }', 'AF202 6:22'],
  ])('%s', async (member, expected) => {
    expect((await validateText(connection(member))).errors).toEqual([expected]);
  });

  test('in a connection within a manifest, together with all else', async () => {
    const judged = await validateText(`apiVersion: auditform/v1
kind: TairInstance
metadata: { name: a }
connection: { region: cn-hangzhou, endpoint: "https://a..b", oops: 1 }
target: { InstanceId: r-a }
spec: { DbAudit: true }
`);
    expect(judged.errors.toSorted(), judged.printed).toEqual(['AF201 4:62', 'AF202 4:46']);
  });

  test('once, where the schema refuses it already', async () => {
    expect((await validateText(connection('endpoint: "https://user@a..b"'))).errors).toEqual(['AF202 6:13']);
  });
});

test('a host of a Project that no connection can have is refused', async () => {
  const judged = await validateText(`apiVersion: auditform/v1
kind: Project
metadata: { name: p }
spec:
  hosts: [db.example.com, "*.example.com:8443", "[::1]:1"]
---
apiVersion: auditform/v1
kind: Project
metadata: { name: q }
spec:
  hosts: [10.0.0.256, "*.1.2.3.4", "[:::]", "db.example.com:70000", "db\\u202e.example.com"]
`);
  expect(judged.errors, judged.printed).toEqual([
    'AF202 11:11',
    'AF202 11:23',
    'AF202 11:36',
    'AF202 11:45',
    'AF202 11:69',
  ]);
});

test('a database host with characters that cannot be seen is refused', async () => {
  const judged = await validateText(`apiVersion: auditform/v1
kind: DBAuditDatabase
metadata: { name: d }
connection: { credentials: { apiKey: { fromEnv: K } } }
target: { host: "db\\u202e.example.com", port: 5432, database: d }
spec: {}
`);
  expect(judged.errors, judged.printed).toEqual(['AF202 5:17']);
  expect(judged.printed.search(UNPRINTABLE)).toBe(-1);
});

test.each([
  'endpoint: https://db.example.com:18091/prefix',
  'endpoint: https://[fe80::1]',
  'endpoint: http://127.0.0.1:1',
  'endpoint: https://audit_proxy',
  'endpoint: https://bücher.example',
  'tls: { serverName: db.example.com }',
  'tls: { serverName: "::1" }',
])('%s is fine', async (member) => {
  expect((await validateText(connection(member))).errors).toEqual([]);
});
