import { describe, expect, test } from 'vitest';
import { demandListed, isListed } from '../../src/connection/host-list.ts';
import { isProviderError } from '../../src/providers/provider-error.ts';

describe('a host is listed', () => {
  test.each([
    ['api.example.com', 'https://api.example.com/v1', true],
    ['api.example.com', 'https://API.example.com.:8443', true],
    ['API.Example.com', 'https://api.example.com', true],
    ['api.example.com', 'https://api.example.com.evil.org', false],
    ['api.example.com', 'https://xapi.example.com', false],
    ['api.example.com', 'https://api.example.com@evil.org', false],
    ['*.example.com', 'https://a.example.com', true],
    ['*.example.com', 'https://a.b.Example.com', true],
    ['*.example.com', 'https://example.com', false],
    ['*.example.com', 'https://.example.com', false],
    ['*.example.com', 'https://evilexample.com', false],
    ['*.example.com', 'https://a.example.com.evil.org', false],
    ['api.example.com:9443', 'https://api.example.com:9443', true],
    ['api.example.com:9443', 'https://api.example.com', false],
    ['api.example.com:443', 'https://api.example.com', true],
    ['api.example.com:80', 'http://api.example.com', true],
    ['api.example.com:443', 'http://api.example.com', false],
    ['*.example.com:8443', 'https://a.example.com:8443', true],
    ['*.example.com:8443', 'https://a.example.com:8444', false],
    ['127.0.0.1', 'http://127.0.0.1:8091', true],
    ['127.0.0.1', 'http://127.1:8091', true],
    ['127.0.0.1', 'http://127.0.0.2:8091', false],
    ['[::1]:8091', 'http://[0:0:0:0:0:0:0:1]:8091', true],
    ['[0:0::1]', 'http://[::1]', true],
    ['[::1]', 'http://[::2]', false],
  ])('%s for %s: %s', (entry, url, expected) => {
    if (!URL.canParse(url)) return expect(expected).toBe(false);
    expect(isListed([entry], url)).toBe(expected);
  });

  test('when there is no list; an empty list holds none', () => {
    expect(isListed(null, 'https://anywhere.example.org')).toBe(true);
    expect(isListed([], 'https://anywhere.example.org')).toBe(false);
  });
});

test('a host that is not listed is refused as not sent, with what to write', () => {
  const refusal = () => demandListed(['a.example.com'], 'https://b.example.com:9443/x');
  expect(refusal).toThrow(/b\.example\.com:9443/);
  try {
    refusal();
  } catch (error) {
    if (!isProviderError(error)) throw error;
    expect([error.code, error.sent, error.fix]).toEqual([
      'AF220',
      'no',
      'If it is right, add b.example.com:9443 to spec.hosts of the Project.',
    ]);
  }
});
