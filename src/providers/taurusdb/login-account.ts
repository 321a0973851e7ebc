import type { Access } from '../../http/http-client.ts';
import { canonical, type Json } from '../../model/json.ts';
import type { OpenConnection } from '../provider.ts';
import { iamUrl } from './endpoint.ts';

/**
 * Equal for logins that IAM counts together: there, of one user, whatever service or project the token is for. Users
 * that come from different variables or files are taken for different ones, as with the accounts of connections.
 */
export function loginAccount(connection: OpenConnection, access: Access): string {
  const { credentials, writeCredentials } = connection;
  const given = access === 'write' ? (writeCredentials ?? credentials) : credentials;
  const who = [given?.domain ?? null, given?.username ?? null];
  return canonical(['taurusdb-iam', iamUrl(connection), who] as unknown as Json);
}
