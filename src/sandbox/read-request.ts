import type { IncomingMessage } from 'node:http';
import type { SimulatedRequest } from './simulator.ts';

const MAX_BODY = 1024 * 1024;

export interface ReceivedRequest {
  readonly request: SimulatedRequest;
  /** `too-large`: the body is left out. `broken`: the client went away before the end, so nobody may act on it. */
  readonly arrival: 'whole' | 'too-large' | 'broken';
}

export async function readRequest(message: IncomingMessage, listener: number): Promise<ReceivedRequest> {
  const { body, arrival } = await readBody(message);
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  const request: SimulatedRequest = {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: headersOf(message),
    body,
    listener,
  };
  return { request, arrival };
}

/** An oversized body is read to its end, else the client would see a broken connection instead of the 413. */
async function readBody(message: IncomingMessage): Promise<{ body: Buffer; arrival: ReceivedRequest['arrival'] }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
    }
  } catch {
    return { body: Buffer.concat(chunks), arrival: 'broken' };
  }
  return size > MAX_BODY
    ? { body: Buffer.alloc(0), arrival: 'too-large' }
    : { body: Buffer.concat(chunks), arrival: 'whole' };
}

/** Not `message.headers`: that silently drops the second of two Authorization or Content-Type headers. */
function headersOf(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(message.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]),
  );
}
