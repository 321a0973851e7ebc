import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';

/** Status and text of the service's codes, from the API reference's table of error codes. */
const SERVICE = {
  'DBS.200002': [404, 'The DB instance does not exist.'],
  'DBS.200006': [400, 'The request is null. Enter a request parameter.'],
  'DBS.200010': [403, 'The DB instance ID or user ID may be null, or the operation is not authorized.'],
  'DBS.200011': [409, 'Another operation is being performed on the DB instance or the DB instance is faulty.'],
  'DBS.200019': [409, 'Another operation is being performed on the DB instance or the DB instance is faulty.'],
  'DBS.200045': [404, 'The DB instance does not exist.'],
  'DBS.200047': [409, 'Another operation is being performed on the DB instance or the DB instance is faulty.'],
  'DBS.200086': [400, 'This operation is not allowed by the DB instance status.'],
  'DBS.200316': [409, 'This operation cannot be performed because the DB instance status is Storage full.'],
  'DBS.200408': [404, 'The DB instance does not exist.'],
  'DBS.200543': [400, 'The job does not exist.'],
  'DBS.200602': [404, 'The DB instance does not exist.'],
  'DBS.201014': [400, 'This operation is not allowed by the DB instance status.'],
  'DBS.201015': [409, 'Another operation is being performed on the DB instance or the DB instance is faulty.'],
  'DBS.201028': [404, 'The DB instance does not exist.'],
  'DBS.201202': [409, 'Another operation is being performed on the DB instance or the DB instance is faulty.'],
  'DBS.212033': [409, 'Another operation is being performed on the DB instance or the DB instance is faulty.'],
  'DBS.280001': [400, 'Parameter error.'],
  'DBS.280056': [403, 'Invalid token.'],
  'DBS.280404': [400, 'Invalid DB instance ID or node ID format.'],
  'DBS.280439': [400, 'Invalid records. Enter a positive integer less than 100.'],
  'DBS.280449': [400, 'Operation not allowed on frozen objects.'],
  'DBS.290005': [404, 'The DB instance does not exist.'],
  'DBS.290011': [404, 'The DB instance does not exist.'],
  'DBS.05000001': [400, 'The kernel version is too early to support this operation.'],
  'DBS.05000084': [409, 'Another operation is being performed on the DB instance or the DB instance is faulty.'],
} as const;

export type ServiceCode = keyof typeof SERVICE;

export function answer(body: unknown): SimulatedReply {
  return { status: 200, body };
}

/** `{error_code, error_msg}`. The detail is the simulator's own word, for whoever reads it. */
export function refuse(code: ServiceCode, detail = '', status: number = SERVICE[code][0]): SimulatedReply {
  const text = detail === '' ? SERVICE[code][1] : `${SERVICE[code][1]} (${detail})`;
  return { status, body: { error_code: code, error_msg: text } };
}

/** The gateway's refusals carry the request id in their body too. */
export function gatewayRefusal(call: Call, status: number, code: string, message: string): SimulatedReply {
  return { status, body: { error_code: code, error_msg: message, request_id: call.requestId } };
}

export function noSuchApi(call: Call): SimulatedReply {
  return gatewayRefusal(
    call,
    404,
    'APIGW.0101',
    'The API does not exist or has not been published in the environment.',
  );
}

/** One of IAM's two shapes; which call uses which is nowhere told. */
export function iamRefusal(call: Call, status: number, code: string, message: string): SimulatedReply {
  if (call.state.quirks.iamErrors === 'code') return { status, body: { error_code: code, error_msg: message } };
  const titles: Readonly<Record<number, string>> = { 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found' };
  return { status, body: { error: { code: status, message, title: titles[status] ?? 'Error' } } };
}
