import { type OutgoingHttpHeaders, request } from 'node:http';

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** False when the connection ended before the announced length. */
  readonly complete: boolean;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders | readonly string[];
  readonly body?: string | Buffer;
}

/** One request exactly as given, on a connection of its own: no retries, no decoding, no URL clean-up. */
export function send(
  origin: string,
  path: string,
  { method = 'GET', headers = {}, body }: Sent = {},
): Promise<Received> {
  const { hostname, port } = new URL(origin);
  return new Promise((done, failed) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => undefined);
      response.on('close', () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode = 0, headers: received, complete } = response;
        done({ status: statusCode, headers: received, bytes, text: bytes.toString('utf8'), complete });
      });
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

export async function sendJson(
  origin: string,
  path: string,
  method: string,
  body?: unknown,
): Promise<[number, unknown]> {
  const received = await send(origin, path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return [received.status, JSON.parse(received.text)];
}
