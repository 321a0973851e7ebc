import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, text as it is. */
  readonly body?: unknown;
}

export interface ForgeServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Requests that change something, as `METHOD /path`. */
  writes(): string[];
  forget(): void;
  /** Answers the next requests, in order, instead of the forge. */
  readonly instead: ((request: SeenRequest) => Answer | null)[];
  close(): Promise<void>;
}

/** A loopback server that answers JSON, and remembers what it was asked. */
export async function startForgeServer(
  answer: (request: SeenRequest, url: string) => Answer,
  prefix = '',
): Promise<ForgeServer> {
  const seen: SeenRequest[] = [];
  const instead: ForgeServer['instead'] = [];
  const server = createServer(async (incoming, outgoing) => {
    const request = await read(incoming, prefix);
    seen.push(request);
    const { status, headers, body } = instead.shift()?.(request) ?? answer(request, url);
    outgoing.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    outgoing.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
  return {
    url,
    seen,
    instead,
    writes: () => seen.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
    forget: () => void seen.splice(0),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function read(incoming: IncomingMessage, prefix: string): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(incoming.url!, 'http://localhost');
  return {
    method: incoming.method!,
    path: url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : `outside:${url.pathname}`,
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>),
  };
}
