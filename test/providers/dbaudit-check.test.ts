import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { dbauditProvider } from '../../src/providers/dbaudit/index.ts';
import { kinds } from '../../src/schema/kinds.ts';
import { violations } from '../../src/schema/schema-problems.ts';
import { OPTIONS, PLACE, SPEC } from './dbaudit-fake.ts';

const manifest = (target: JsonObject, spec: JsonObject, more: JsonObject = {}): Json => ({
  apiVersion: 'auditform/v1',
  kind: 'DBAuditDatabase',
  metadata: { name: 'ledger' },
  connection: 'dbaudit',
  target,
  spec,
  ...more,
});
const codes = (document: Json) =>
  violations(document, kinds.DBAuditDatabase).map(({ code, path }) => `${code} ${path}`);
const inSpec = (spec: JsonObject) => codes(manifest(PLACE, spec));
const check = (audit_options: JsonObject) =>
  dbauditProvider.check({ audit_options }, PLACE).map(({ code, severity, path }) => `${code} ${severity} ${path}`);

describe('validation refuses', () => {
  test('nothing of the documented example', () => {
    expect(
      inSpec({ ...SPEC, ssl_mode: 'verify-full', ssl_ca: 'PEM', tags: ['production'], password_version: 1 }),
    ).toEqual([]);
    expect(codes(manifest({ ...PLACE, id: 'db_abc123' }, {}))).toEqual([]);
  });

  test.each([0, 65_536, 5432.5, '5432'])('port %j', (port) => {
    expect(codes(manifest({ ...PLACE, port }, {}))).toEqual(['AF202 /target/port']);
  });

  test('a target without port: no engine has a default here', () => {
    expect(codes(manifest({ host: 'x', database: 'y' }, {}))).toEqual([expect.stringContaining('AF203')]);
  });

  test.each<[string, JsonObject, string]>([
    ['an engine that the page does not name', { type: 'snowflake' }, 'AF202 /spec/type'],
    ['ssl_mode prefer', { ssl_mode: 'prefer' }, 'AF202 /spec/ssl_mode'],
    ['an option that the page does not name', { audit_options: { capture_plans: true } }, 'AF201 /spec/audit_options'],
    ['an option as text', { audit_options: { capture_queries: 'yes' } }, 'AF202 /spec/audit_options/capture_queries'],
    ['retention as text', { audit_options: { retention_days: '90' } }, 'AF202 /spec/audit_options/retention_days'],
    ['a tag with a comma, which breaks the filter', { tags: ['a,b'] }, 'AF202 /spec/tags/0'],
    ['a tag that stands twice', { tags: ['a', 'a'] }, 'AF202 /spec/tags'],
    ['a password as text', { password: 'secret' }, 'AF205 /spec/password'],
    ['a member that the server owns', { status: 'connected' }, 'AF201 /spec'],
    ['null, where there is no documented default to go back to', { ssl_mode: null }, 'AF202 /spec/ssl_mode'],
  ])('%s', (_name, spec, expected) => {
    expect(inSpec(spec).join('\n')).toContain(expected);
  });
});

describe('check', () => {
  test('the usual options pass', () => {
    expect(check(OPTIONS)).toEqual([]);
    expect(check({})).toEqual([]);
  });

  test.each([{ capture_results: true }, { capture_results: true, mask_sensitive_data: false }])(
    'capture_results without masking is refused: %o',
    (options) => {
      expect(check(options)).toEqual(['AF212 error /spec/audit_options/capture_results']);
    },
  );

  test('capture_results without capture_queries is pointless', () => {
    expect(check({ capture_results: true, mask_sensitive_data: true, capture_queries: false })).toEqual([
      'AF212 warning /spec/audit_options/capture_results',
    ]);
  });

  test.each([
    [29, 1],
    [30, 0],
    [2555, 0],
    [2556, 1],
  ])(
    '%i days: outside what both of the vendor’s pages permit is a warning, never a block',
    (retention_days, number) => {
      expect(check({ retention_days })).toHaveLength(number);
      expect(check({ retention_days }).join()).not.toContain('error');
    },
  );
});
