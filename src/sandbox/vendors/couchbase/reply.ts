import type { SimulatedReply } from '../../simulator.ts';

export function textReply(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): SimulatedReply {
  return { status, headers: { 'content-type': 'text/plain', ...headers }, body };
}

/** JSON whose whole value is a string, quotes and all. */
export function jsonStringReply(status: number, value: string): SimulatedReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

export function serverError(): SimulatedReply {
  return { status: 500, headers: { connection: 'close' }, body: ['Unexpected server error, request logged.'] };
}

export function unavailable(): SimulatedReply {
  return textReply(503, 'Service is temporarily unavailable');
}
