import { describe, expect, test } from 'vitest';
import { openConnection } from '../../src/connection/open-connection.ts';
import { providerError } from '../http/open-client.ts';
import { connection } from './connection.ts';

const refusal = (parts: Parameters<typeof connection>[0], environment: Record<string, string> = {}) =>
  providerError((async () => openConnection(connection(parts), environment))());

describe('opening a connection', () => {
  test('reads every address from the environment, and leaves credentials closed', () => {
    const credentials = { username: 'u', password: { fromEnv: 'PASSWORD' } };
    const open = openConnection(
      connection({
        endpoint: { fromEnv: 'A' },
        metricsEndpoint: { fromEnv: 'B' },
        iamEndpoint: { fromEnv: 'C' },
        projectId: { fromEnv: 'D' },
        credentials,
      }),
      { A: 'https://a:9443', B: 'http://b', C: 'https://c/v3', D: '0123456789abcdef' },
    );
    expect(open).toMatchObject({
      endpoint: 'https://a:9443',
      metricsEndpoint: 'http://b',
      iamEndpoint: 'https://c/v3',
      projectId: '0123456789abcdef',
    });
    expect(open.credentials).toEqual(credentials);
  });

  test.each([
    ['https://host/', 'https://host'],
    ['https://host/prefix///', 'https://host/prefix'],
    ['https://host/a/b', 'https://host/a/b'],
    ['https://HOST:443/', 'https://host'],
    [' http://[::1]:8091\n', 'http://[::1]:8091'],
  ])('makes of %j the base URL %s', (endpoint, expected) => {
    expect(openConnection(connection({ endpoint }), {}).endpoint).toBe(expected);
  });

  test.each([
    'ftp://host',
    'host:8091',
    '//host',
    'https://',
    'https://user@host',
    'https://user:canary@host',
    'https://host?canary=1',
    'https://host/#canary',
    'https://host/?',
    'https://ho st',
    'javascript:canary',
    'https://canary\u00ad.example.com',
    'https://canary\u202e.example.com',
    'https://host/canary\u200b',
    'https://canary..example.com',
    'https://canary\\host',
    'https:/canary',
  ])('refuses %s without repeating it', async (value) => {
    const error = await refusal({ endpoint: { fromEnv: 'URL' } }, { URL: value });
    expect(error.code).toBe('AF202');
    expect(error.message).toContain('environment variable URL');
    expect(error.message).not.toContain('canary');
  });

  test.each([{}, { URL: '' }])('needs the variable to hold something: %o', async (environment) => {
    const error = await refusal({ iamEndpoint: { fromEnv: 'URL' } }, environment);
    expect(error).toMatchObject({ code: 'AF217', message: expect.stringContaining('URL') });
  });

  test('does not take what every object has for a variable', async () => {
    expect((await refusal({ endpoint: { fromEnv: 'constructor' } })).code).toBe('AF217');
  });

  test('refuses a project id that would change the path', async () => {
    expect((await refusal({ projectId: { fromEnv: 'P' } }, { P: '../x' })).code).toBe('AF202');
  });
});
