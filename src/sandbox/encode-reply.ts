import { validateHeaderValue } from 'node:http';
import type { SimulatedReply } from './simulator.ts';

export interface EncodedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** The reply as it goes out. Throws when it cannot: a simulator's mistake must not take the server down. */
export function encodeReply(reply: SimulatedReply): EncodedReply {
  if (!Number.isInteger(reply.status) || reply.status < 200 || reply.status > 599) {
    throw new RangeError(`not the status of an answer: ${reply.status}`);
  }
  const { bytes, json } = encodeBody(reply.body);
  const headers: Record<string, string> = json ? { 'content-type': 'application/json' } : {};
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    validateHeaderValue(name, value);
    headers[name.toLowerCase()] = value;
  }
  return { status: reply.status, headers, bytes };
}

function encodeBody(body: unknown): { bytes: Buffer; json: boolean } {
  if (body instanceof Uint8Array) return { bytes: Buffer.from(body), json: false };
  if (typeof body === 'object') return { bytes: Buffer.from(JSON.stringify(body)), json: true };
  return { bytes: Buffer.from(String(body ?? '')), json: false };
}
