import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EncodedReply, encodeReply } from './encode-reply.ts';
import type { Fault } from './fault.ts';
import { type FaultSource, faultReply } from './faults.ts';
import { readRequest } from './read-request.ts';
import { type LoggedRequest, loggedRequest } from './request-log.ts';
import type { SimulatedReply, SimulatedRequest, Simulator } from './simulator.ts';

export interface ServeOptions {
  /** Milliseconds every answer is delayed. */
  readonly latencyMs: number;
  readonly now: () => number;
  /** One per listener; 0 or left out: any free port. */
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

/** What answering needs; `closing` ends the delays that are under way. */
interface Serving extends ServeOptions {
  readonly served: ServedSimulator;
  readonly closing: AbortSignal;
}

/** Opens the simulator's listeners on loopback. */
export async function serveSimulator(simulator: Simulator, options: ServeOptions): Promise<ServedSimulator> {
  const servers: Server[] = [];
  const origins: string[] = [];
  const closing = new AbortController();
  const close = async () => {
    closing.abort();
    await Promise.all(servers.map(closeServer));
  };
  const served: ServedSimulator = { simulator, origins, requests: [], crashes: [], faults: null, close };
  const serving: Serving = { ...options, served, closing: closing.signal };
  try {
    for (let listener = 0; listener < simulator.listeners; listener++) {
      const server = createServer((message, response) => void answer(serving, listener, message, response));
      origins.push(await listen(server, options.ports?.[listener] ?? 0));
      servers.push(server);
    }
    simulator.attach(origins);
  } catch (error) {
    await close();
    throw error;
  }
  return served;
}

/** Resolves to the origin. Loopback only: a simulator accepts credentials that anyone can read in its source. */
export async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends kept-alive connections too, else it would wait for the clients to let go of them. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeAllConnections();
  await closed;
}

async function answer(
  serving: Serving,
  listener: number,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { served, now, latencyMs, closing } = serving;
  const { request, arrival } = await readRequest(message, listener);
  const at = now();
  if (arrival === 'broken') {
    served.requests.push(loggedRequest(request, { at, status: null, fault: null }));
    return;
  }
  const fault = served.faults?.(request.method, message.url ?? '/') ?? null;
  const log = (status: number | null) =>
    served.requests.push(loggedRequest(request, { at, status, fault: fault?.kind ?? null }));
  if (latencyMs > 0 && !(await delay(latencyMs, closing))) return;
  if (fault?.kind === 'reset-before') {
    log(null);
    message.socket.destroy();
    return;
  }
  const reply =
    arrival === 'too-large'
      ? encodeReply({ status: 413, headers: { 'content-type': 'text/plain' }, body: 'request too large' })
      : await replyTo(served, request, fault);
  log(fault?.kind === 'reset-after' ? null : reply.status);
  if (fault?.kind === 'reset-after') return void message.socket.destroy();
  if (fault?.kind === 'slow' && !(await delay(fault.ms, closing))) return;
  write(response, request.method, reply, fault?.kind === 'truncate');
}

async function replyTo(served: ServedSimulator, request: SimulatedRequest, fault: Fault | null): Promise<EncodedReply> {
  try {
    return encodeReply(insteadOf(fault, served.simulator.id) ?? (await served.simulator.handle(request)));
  } catch (error) {
    served.crashes.push(error);
    return encodeReply({ status: 500, headers: { 'content-type': 'text/plain' }, body: 'the simulator crashed' });
  }
}

/** The answer of a fault that keeps the request from the simulator. */
function insteadOf(fault: Fault | null, vendor: string): SimulatedReply | null {
  switch (fault?.kind) {
    case 'throttle':
    case 'unavailable':
    case 'error':
    case 'garbage':
      return faultReply(fault.kind, vendor);
    default:
      return null;
  }
}

function write(response: ServerResponse, method: string, reply: EncodedReply, truncate: boolean): void {
  const { status, headers, bytes } = reply;
  if (method === 'HEAD' || status === 204 || status === 304) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  if (!truncate || bytes.length === 0) response.end(bytes);
  else response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

/** False when the server was closed meanwhile. */
async function delay(ms: number, closing: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal: closing });
    return true;
  } catch {
    return false;
  }
}
