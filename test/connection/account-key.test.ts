import { describe, expect, test } from 'vitest';
import { accountKey } from '../../src/connection/account-key.ts';
import { createLimiters } from '../../src/connection/create-limiters.ts';
import type { OpenConnection } from '../../src/providers/provider.ts';
import { fakeClock } from '../http/fake-clock.ts';
import { opened } from './connection.ts';

type Parts = Partial<OpenConnection>;
const secret = (name: string) => ({ fromEnv: name });

describe('calls of two connections count together', () => {
  test.each<[string, Parts, Parts]>([
    [
      'to one cluster, whoever makes them',
      { system: 'couchbase', endpoint: 'https://a', credentials: { username: 'reader', password: secret('A') } },
      { system: 'couchbase', endpoint: 'https://a', credentials: { username: 'writer', password: secret('B') } },
    ],
    [
      'with one key of DB Audit',
      { system: 'dbaudit', endpoint: 'https://a', credentials: { apiKey: secret('KEY') } },
      {
        system: 'dbaudit',
        endpoint: 'https://a',
        credentials: { apiKey: secret('KEY') },
        writeCredentials: { apiKey: secret('W') },
      },
    ],
    [
      'with one access key of Tair in one region, wherever its secret comes from',
      { system: 'tair', region: 'cn-hangzhou', credentials: { accessKeyId: 'LTAI1', accessKeySecret: secret('A') } },
      { system: 'tair', region: 'cn-hangzhou', credentials: { accessKeyId: 'LTAI1', accessKeySecret: secret('B') } },
    ],
    [
      'of one user of TaurusDB, whatever the project',
      {
        system: 'taurusdb',
        endpoint: 'https://a',
        projectId: 'p1',
        credentials: { accessKey: 'AK', secretKey: secret('A') },
      },
      {
        system: 'taurusdb',
        endpoint: 'https://a',
        projectId: 'p2',
        credentials: { accessKey: 'AK', secretKey: secret('A') },
      },
    ],
    [
      'with the vendor’s usual variables',
      { system: 'tair', region: 'cn-hangzhou', credentials: null },
      { system: 'tair', region: 'cn-hangzhou', credentials: null, limits: { concurrency: 2 } },
    ],
  ])('%s', (_, one, other) => {
    expect(accountKey(opened(one))).toBe(accountKey(opened(other)));
  });
});

describe('calls of two connections do not count together', () => {
  test.each<[string, Parts, Parts]>([
    ['to two clusters', { endpoint: 'https://a' }, { endpoint: 'https://b' }],
    [
      'with two keys of DB Audit',
      { system: 'dbaudit', endpoint: 'https://a', credentials: { apiKey: secret('KEY') } },
      { system: 'dbaudit', endpoint: 'https://a', credentials: { apiKey: secret('OTHER') } },
    ],
    [
      'in two regions',
      { system: 'tair', region: 'cn-hangzhou', credentials: { accessKeyId: 'LTAI1' } },
      { system: 'tair', region: 'cn-beijing', credentials: { accessKeyId: 'LTAI1' } },
    ],
    [
      'of two users',
      { system: 'taurusdb', endpoint: 'https://a', credentials: { username: 'u', domain: 'd', password: secret('A') } },
      { system: 'taurusdb', endpoint: 'https://a', credentials: { username: 'v', domain: 'd', password: secret('A') } },
    ],
    ['of two vendors', { system: 'tair', endpoint: 'https://a' }, { system: 'taurusdb', endpoint: 'https://a' }],
  ])('%s', (_, one, other) => {
    expect(accountKey(opened(one))).not.toBe(accountKey(opened(other)));
  });
});

test('the strictest of the limits that connections of one account state is in force', () => {
  const limiters = createLimiters(fakeClock());
  const first = limiters.of(opened({ endpoint: 'https://a', limits: { requestsPerSecond: 20 } }));
  expect(first.requestsPerSecond(null)).toBe(20);
  expect(limiters.of(opened({ endpoint: 'https://a', limits: { requestsPerSecond: 7 } }))).toBe(first);
  limiters.of(opened({ endpoint: 'https://a' }));
  expect(first.requestsPerSecond(null)).toBe(7);
  expect(limiters.of(opened({ endpoint: 'https://b' })).requestsPerSecond(null)).toBe(Number.POSITIVE_INFINITY);
});
