/** Why no whole answer came. `sent: no` only when the request surely never left: then even a write may be repeated. */
export interface NetworkError {
  readonly sent: 'no' | 'maybe';
  /** The server's certificate was not accepted: repeating cannot help, configuration can. */
  readonly certificate: boolean;
  /** For messages; holds nothing the server sent. */
  readonly reason: string;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name lookup failed',
  ETIMEDOUT: 'connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ECONNRESET: 'connection broken',
  EPIPE: 'connection broken',
  UND_ERR_SOCKET: 'connection broken',
  UND_ERR_ABORTED: 'answer cut short',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'answer cut short',
  HPE_INVALID: 'the answer is not HTTP',
  HPE_INVALID_CONSTANT: 'the answer is not HTTP',
  ERR_ASSERTION: 'the answer is not HTTP',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the server does not speak TLS there',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate comes from an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate comes from an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate comes from an unknown authority',
};

/** These happen before there is a connection, whatever else is known about the error. */
const beforeSending = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
/** Wrong use of undici, not trouble with the network. */
const ours = /^UND_ERR_(INVALID_|NOT_SUPPORTED|CLOSED|DESTROYED|REQ_)/;
const certificateCode =
  /CERT|CRL|SELF_SIGNED|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|^HOSTNAME_MISMATCH$/;
/** undici asserts what it takes for granted of an answer, such as a status from 100 on. */
const networkCode = /^(UND_ERR_|HPE_|ERR_ASSERTION$|ERR_SSL_|ERR_TLS_|ERR_STREAM_PREMATURE_CLOSE|E(?!RR_)[A-Z_0-9]+$)/;

const connecting = new WeakSet<object>();

/** Told by the transport: this error happened before the connection, TLS included, was ready. */
export function markConnecting(error: Error): Error {
  connecting.add(error);
  return error;
}

/** Null: not trouble with the network, so a bug that must show as one. */
export function networkError(error: unknown): NetworkError | null {
  const code = codeOf(error);
  if (code === null || ours.test(code)) return null;
  // An alert that we present no certificate of our own comes from the server and says nothing about its certificate.
  const certificate = !code.startsWith('ERR_SSL_') && certificateCode.test(code);
  if (!certificate && !networkCode.test(code)) return null;
  const known = Object.hasOwn(reasons, code) ? `${reasons[code]} (${code})` : code;
  return { sent: certificate || neverSent(error, code) ? 'no' : 'maybe', certificate, reason: known };
}

function neverSent(error: unknown, code: string): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return beforeSending.has(code) || connecting.has(error) || ('syscall' in error && error.syscall === 'connect');
}

/** Node answers with one AggregateError when it tried several addresses of a name. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // undici's parser leaves some of its errors without a code.
  if (error.name === 'HTTPParserError') return 'HPE_INVALID';
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
