import { describe, expect, test } from 'vitest';
import { baseUrlOf, hostOf } from '../../src/model/host.ts';

describe('a host is', () => {
  test.each([
    ['db.example.com', 'db.example.com'],
    ['DB.Example.com.', 'db.example.com.'],
    ['audit_proxy', 'audit_proxy'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['127.1', '127.0.0.1'],
    ['[0:0::1]', '[::1]'],
  ])('%s, in URLs %s', (text, expected) => {
    expect(hostOf(text)).toBe(expected);
  });

  test.each([
    ['nothing', ''],
    ['a blank', 'db example.com'],
    ['a control character', 'db\u0007.example.com'],
    ['a bidirectional override', 'db\u202e.example.com'],
    ['what shows nothing', 'db\u200b.example.com'],
    ['a byte order mark', '\ufeffdb.example.com'],
    ['half a character', 'db\ud800.example.com'],
    ['an empty label', 'db..example.com'],
    ['a label of 64 characters', `${'d'.repeat(64)}.example.com`],
    ['254 characters', `${'d.'.repeat(126)}dd`],
    ['a number of five parts', '1.2.3.4.5'],
    ['a number beyond 255', '1.2.3.256'],
    ['an open bracket', '[::1'],
    ['a name in brackets', '[db]'],
    ['a port', 'db:5432'],
    ['a user', 'user@db'],
    ['a path', 'db/x'],
    ['a wildcard', '*.example.com'],
    ['marks that no name has', 'db!{x}'],
  ])('not %s', (_what, text) => {
    expect(hostOf(text)).toBeNull();
  });
});

describe('a base URL', () => {
  test.each([
    ['https://host', 'https://host'],
    ['HTTP://Host:80/', 'http://host'],
    ['https://[::1]:9443/a/b//', 'https://[::1]:9443/a/b'],
  ])('%s is %s', (text, expected) => {
    expect(baseUrlOf(text)).toBe(expected);
  });

  test.each([
    'https://',
    'https:/host',
    'https:///host',
    'https://:80',
    'https://host:99999',
    'https://host:80x',
    'https://user@host',
    'https://host?',
    'https://host/a#',
    'https://host\\x',
    'https://host/a\\b',
    'https://ho\u00adst',
    'https://host/\u202ea',
    'ftp://host',
  ])('is not %j', (text) => {
    expect(baseUrlOf(text)).toBeNull();
  });

  test('takes no longer for a longer text than in proportion', () => {
    const started = performance.now();
    expect(baseUrlOf(`https://${'a'.repeat(1_000_000)}:`)).toBeNull();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
