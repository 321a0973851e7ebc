import { isProviderError, ProviderError, unclear } from '../providers/provider-error.ts';
import type { Access } from './http-client.ts';
import type { NetworkError } from './network-error.ts';

/** `lateMs`: what all attempts together were allowed, where that is what ended them. */
export function unreachable(
  source: string,
  failure: NetworkError,
  attempts: number,
  lateMs: number | null = null,
): ProviderError {
  const time = lateMs === null ? '' : `, ${lateMs / 1000} s in all`;
  const tries = attempts > 1 ? ` after ${attempts} attempts${time}` : '';
  // The last attempt had only what was left of it, which says nothing.
  const reason = lateMs === null || attempts === 1 ? failure.reason : failure.reason.replace(/ in \d+ ms$/, ' in time');
  return new ProviderError(`No answer from ${source}: ${reason}${tries}`, {
    code: 'AF301',
    trouble: 'unavailable',
    sent: failure.sent,
    fix: failure.certificate
      ? 'Set tls.caFile of the connection to the PEM file of the authority that signed the certificate, or tls.serverName to the name in it.'
      : 'Check the endpoint of the connection: name, port, http or https, and whether the network lets you there.',
  });
}

/** The request queued behind one that found the endpoint dead; it was never sent itself. */
export function unreachableToo(first: ProviderError): ProviderError {
  return new ProviderError(first.message, {
    code: first.code,
    trouble: 'unavailable',
    sent: 'no',
    fix: first.fix,
  });
}

export function throttled(source: string, status: number, attempts: number): ProviderError {
  return new ProviderError(`${source} still answered ${status} (too many calls) after ${attempts} attempts`, {
    code: 'AF309',
    trouble: 'busy',
    sent: 'no',
    status,
    fix: 'Run again later, or set limits.requestsPerSecond of the connection lower.',
  });
}

export function loginRefused(source: string, status: number, access: Access): ProviderError {
  const which = access === 'write' ? 'writeCredentials (or credentials, where it has none)' : 'credentials';
  return new ProviderError(`Login refused: ${source} answered ${status}. Nothing more is sent to this connection.`, {
    code: 'AF302',
    trouble: 'refused',
    sent: 'no',
    status,
    fix: `Check the ${which} of the connection before running again: repeated failures lock accounts.`,
  });
}

/** A write that was not plainly refused may have been made, whatever its answer looks like. */
export function unusableAnswer(source: string, status: number, why: string, access: Access): ProviderError {
  if (access === 'write' && (status < 400 || status >= 500)) return unclear(source, status, `, but ${why}`);
  return new ProviderError(`${source}: ${why}`, { code: 'AF304', trouble: 'refused', status });
}

/** The message names the header only: the value is usually the secret itself. */
export function unsendableHeader(source: string, name: string): ProviderError {
  return new ProviderError(`${source} was not sent: header ${name} would hold a character that HTTP cannot carry`, {
    code: 'AF217',
    trouble: 'refused',
    sent: 'no',
    fix: 'Check the credentials of the connection for line breaks and other stray characters.',
  });
}

/** A login that may have reached its server says nothing about the request that waited for it: that one was not sent. */
export function notSent(error: unknown): unknown {
  if (!isProviderError(error) || error.trouble !== 'unavailable' || error.sent === 'no') return error;
  return new ProviderError(error.message, {
    code: error.code,
    trouble: error.trouble,
    sent: 'no',
    cause: error,
    ...(error.fix === null ? {} : { fix: error.fix }),
  });
}
