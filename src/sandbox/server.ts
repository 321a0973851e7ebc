import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.ts';
import { type FaultSource, faultReply } from './faults.ts';
import type { SimulatedReply, SimulatedRequest, Simulator } from './simulator.ts';

const MAX_BODY = 1024 * 1024;
const MAX_LOGGED = 4096;

/** One request as the control plane shows it. Credentials are never kept. */
export interface LoggedRequest {
  readonly at: number;
  readonly listener: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Null when the connection was broken instead of answered. */
  readonly status: number | null;
  readonly fault: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ServeOptions {
  /** Milliseconds every answer is delayed. */
  readonly latencyMs: number;
  readonly now: () => number;
  readonly ports?: readonly number[];
}

export interface ServedSimulator {
  readonly simulator: Simulator;
  readonly origins: readonly string[];
  readonly requests: LoggedRequest[];
  /** What the simulator threw: bugs of its own. */
  readonly crashes: unknown[];
  faults: FaultSource | null;
  close(): Promise<void>;
}

/** Opens the simulator's listeners on loopback. */
export async function serveSimulator(simulator: Simulator, options: ServeOptions): Promise<ServedSimulator> {
  const requests: LoggedRequest[] = [];
  const crashes: unknown[] = [];
  const servers: Server[] = [];
  const served: ServedSimulator = {
    simulator,
    requests,
    crashes,
    faults: null,
    origins: [],
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
  const origins: string[] = [];
  for (let listener = 0; listener < simulator.listeners; listener++) {
    const server = createServer((request, response) => void answer(served, options, listener, request, response));
    servers.push(server);
    await new Promise<void>((done, failed) => server.once('error', failed).listen(options.ports?.[listener] ?? 0, '127.0.0.1', done));
    origins.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  simulator.attach(origins);
  return Object.assign(served, { origins });
}

async function answer(served: ServedSimulator, options: ServeOptions, listener: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const [path = '/', rawQuery = ''] = split(request.url ?? '/');
  const method = request.method ?? 'GET';
  const fault = served.faults?.(method, request.url ?? '/') ?? null;
  const log = (status: number | null) => served.requests.push({ at: options.now(), listener, method, path, query: rawQuery, status, fault: fault?.kind ?? null, headers: harmless(headersOf(request)), body: body?.toString('utf8').slice(0, MAX_LOGGED) ?? '' });
  if (options.latencyMs > 0) await sleep(options.latencyMs);
  if (fault?.kind === 'slow') await sleep(fault.ms);
  if (fault?.kind === 'reset-before') {
    log(null);
    return void request.socket.destroy();
  }
  const simulated: SimulatedRequest = { method, path, rawQuery, query: new URLSearchParams(rawQuery), headers: headersOf(request), body: body ?? Buffer.alloc(0), listener };
  const reply = body === null ? { status: 413, body: 'request too large' } : await replyTo(served, simulated, fault);
  log(fault?.kind === 'reset-after' ? null : reply.status);
  if (fault?.kind === 'reset-after') return void request.socket.destroy();
  write(response, method, reply, fault?.kind === 'truncate');
}

async function replyTo(served: ServedSimulator, request: SimulatedRequest, fault: Fault | null): Promise<SimulatedReply> {
  if (fault !== null && (fault.kind === 'throttle' || fault.kind === 'unavailable' || fault.kind === 'error' || fault.kind === 'garbage')) return faultReply(fault.kind, served.simulator.id);
  try {
    return await served.simulator.handle(request);
  } catch (error) {
    served.crashes.push(error);
    return { status: 500, headers: { 'content-type': 'text/plain' }, body: 'the simulator crashed' };
  }
}

function write(response: ServerResponse, method: string, reply: SimulatedReply, truncate: boolean): void {
  const json = typeof reply.body === 'object' && reply.body !== null && !Buffer.isBuffer(reply.body);
  const bytes = Buffer.isBuffer(reply.body) ? reply.body : Buffer.from(json || reply.body === null ? JSON.stringify(reply.body) : String(reply.body ?? ''));
  const bare = method === 'HEAD' || reply.status === 204 || reply.status === 304;
  const type = json || reply.body === null ? { 'content-type': 'application/json' } : {};
  response.writeHead(reply.status, { ...type, ...reply.headers, ...(bare ? {} : { 'content-length': bytes.length }) });
  if (bare) return void response.end();
  if (!truncate || bytes.length === 0) return void response.end(bytes);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
    }
  } catch {
    // The client went away in the middle; whoever handles the rest sees a short body.
  }
  return size > MAX_BODY ? null : Buffer.concat(chunks);
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

function harmless(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /authorization|token|cookie|signature/.test(name) ? '(present)' : value]));
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
}
