import { describe, expect, test } from 'vitest';
import { markConnecting, networkError } from '../../src/http/network-error.ts';

const error = (code: string, more: object = {}) => Object.assign(new Error('canary'), { code, ...more });

describe('a network error', () => {
  test.each([
    ['ECONNREFUSED', {}, 'no'],
    ['ENOTFOUND', {}, 'no'],
    ['EAI_AGAIN', {}, 'no'],
    ['UND_ERR_CONNECT_TIMEOUT', {}, 'no'],
    ['ETIMEDOUT', { syscall: 'connect' }, 'no'],
    ['EHOSTUNREACH', { syscall: 'connect' }, 'no'],
    ['ETIMEDOUT', { syscall: 'read' }, 'maybe'],
    ['ECONNRESET', {}, 'maybe'],
    ['UND_ERR_SOCKET', {}, 'maybe'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', {}, 'maybe'],
    ['HPE_INVALID_CONSTANT', {}, 'maybe'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', {}, 'maybe'],
  ])('%s %o was sent: %s', (code, more, sent) => {
    expect(networkError(error(code, more))).toMatchObject({
      sent,
      certificate: false,
      reason: expect.stringContaining(code),
    });
  });

  test('before the connection was ready was surely not sent', () => {
    expect(networkError(markConnecting(error('ECONNRESET')))).toMatchObject({ sent: 'no' });
  });

  test.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'INVALID_CA',
  ])('%s is about the certificate', (code) => {
    expect(networkError(error(code))).toMatchObject({ sent: 'no', certificate: true });
  });

  test('of a name with several addresses is that of the first', () => {
    expect(networkError(new AggregateError([error('ECONNREFUSED'), error('ENETUNREACH')]))).toMatchObject({
      sent: 'no',
    });
  });

  test('is never quoted', () => {
    expect(networkError(error('ECONNRESET'))!.reason).not.toContain('canary');
  });

  test.each([
    new Error('x'),
    new TypeError('x'),
    error('UND_ERR_INVALID_ARG'),
    error('ERR_INVALID_ARG_TYPE'),
    'text',
    null,
  ])('does not excuse a bug: %o', (other) => {
    expect(networkError(other)).toBeNull();
  });
});
