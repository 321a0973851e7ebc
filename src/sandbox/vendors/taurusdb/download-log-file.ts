import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { logFileLink, logFileOf } from './log-file-link.ts';

/** Columns of a log file, from the user guide. */
const COLUMNS =
  'record_id,connection_id,connection_status,name,timestamp,command_class,sqltext,user,host,external_user,ip,default_db';

/** The object storage behind the links: what is in the address is the whole permission. Null for other paths. */
export function downloadLogFile({ state, request, now }: Call): SimulatedReply | null {
  const asked = logFileOf(request.path);
  if (asked === null || request.method !== 'GET') return null;
  const { instanceId, fileName } = asked;
  // Two ways of authentication at once; and the credentials are none of the storage's business.
  if (request.headers.authorization !== undefined || request.headers['x-auth-token'] !== undefined) {
    return fault(400, 'InvalidArgument', 'Only one auth mechanism allowed.');
  }
  const expires = Number(request.query.get('Expires'));
  const good = `${request.path}?${request.rawQuery}` === logFileLink(instanceId, fileName, expires);
  if (!good) return fault(403, 'SignatureDoesNotMatch', 'The signature does not match.');
  if (expires * 1_000 < now) return fault(403, 'AccessDenied', 'Request has expired.');
  const file = state.instances.find(({ id }) => id === instanceId)?.files.find(({ name }) => name === fileName);
  if (file === undefined) return fault(404, 'NoSuchKey', 'The specified key does not exist.');
  return { status: 200, headers: { 'content-type': 'text/csv' }, body: `${COLUMNS}\n` };
}

function fault(status: number, code: string, message: string): SimulatedReply {
  const body = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
