import { X509Certificate } from 'node:crypto';
import type { TransportSettings } from '../http/transport.ts';
import type { OpenConnection } from '../providers/provider.ts';
import { ProviderError } from '../providers/provider-error.ts';
import { readSecret, type SecretSources } from './secret-reader.ts';

/** Bundles of authorities are larger than secrets. */
const LIMIT_BYTES = 1024 * 1024;
const CONNECT_MS = 10_000;

/** What the transport needs; reads `tls.caFile`. */
export async function readTlsSettings(connection: OpenConnection, sources: SecretSources): Promise<TransportSettings> {
  const { caFile, serverName, insecureSkipVerify } = connection.tls;
  return {
    caCertificate:
      caFile === undefined ? null : checkCertificate(await readSecret(caFile, { ...sources, limitBytes: LIMIT_BYTES })),
    serverName: serverName ?? null,
    insecureSkipVerify: insecureSkipVerify ?? false,
    // Well below the time of the whole attempt, so that a host that swallows packets counts as never reached.
    connectTimeoutMs: Math.max(1, Math.round(Math.min(CONNECT_MS, (connection.timeoutSeconds * 1000) / 2))),
  };
}

/** Node takes text without a certificate for an empty list of authorities, and every connection would fail for no visible reason. */
function checkCertificate(pem: string): string {
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new ProviderError('tls.caFile of the connection does not hold a PEM certificate', {
      code: 'AF217',
      trouble: 'refused',
      sent: 'no',
      fix: 'Point tls.caFile to a file that begins with -----BEGIN CERTIFICATE-----.',
    });
  }
}
