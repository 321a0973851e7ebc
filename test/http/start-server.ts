import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Requests that came in whole. */
  readonly seen: SeenRequest[];
  /** Most requests that were open at one time. */
  readonly most: () => number;
  close(): Promise<void>;
}

/** `turn` counts requests from 1. */
export type Handler = (response: ServerResponse, request: SeenRequest, turn: number) => void | Promise<void>;

/** A real server on loopback that goes away with the test. */
export async function startServer(handler: Handler, tls?: ServerOptions): Promise<TestServer> {
  const seen: SeenRequest[] = [];
  let open = 0;
  let most = 0;
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    // Its real time would be no help to clients whose clock is a test's.
    response.sendDate = false;
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    await handler(response, seen[seen.push({ method, url, headers, body }) - 1]!, seen.length);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(() => close());
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, port, seen, most: () => most, close };
}

export function reply(
  response: ServerResponse,
  status: number,
  body = '{}',
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

/** A port where nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = await startServer(() => {});
  await server.close();
  return server.url;
}
