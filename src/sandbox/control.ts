import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultPlan } from './fault.ts';
import { createFaultSource } from './faults.ts';
import type { ServedSimulator } from './server.ts';

export interface Control {
  readonly origin: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A JSON API for tests: state, request log and faults of each simulator, and the clock they share. */
export async function serveControl(served: ReadonlyMap<string, ServedSimulator>, advance: (ms: number) => number, port: number): Promise<Control> {
  const server: Server = createServer((request, response) => {
    void handle(request, served, advance).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
    });
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

async function handle(request: IncomingMessage, served: ReadonlyMap<string, ServedSimulator>, advance: (ms: number) => number): Promise<Answer> {
  const [vendor = '', what = ''] = (request.url ?? '/').split('?')[0]!.split('/').slice(1);
  const method = request.method ?? 'GET';
  try {
    const body = await readJson(request);
    if (vendor === '') return ok(Object.fromEntries([...served].map(([id, { origins }]) => [id, origins])));
    if (vendor === 'clock') return method === 'POST' ? ok({ now: advance(Number((body as { advanceMs?: unknown })?.advanceMs ?? 0)) }) : wrong(405, 'POST only');
    const one = served.get(vendor);
    if (one === undefined) return wrong(404, `no vendor ${vendor}`);
    return route(one, method, what, body);
  } catch (error) {
    return wrong(400, error instanceof Error ? error.message : String(error));
  }
}

function route(one: ServedSimulator, method: string, what: string, body: unknown): Answer {
  switch (`${method} ${what}`) {
    case 'GET state':
      return ok(one.simulator.state());
    case 'PUT state':
      one.simulator.restore(body);
      return ok(one.simulator.state());
    case 'PATCH state':
      one.simulator.restore(mergePatch(one.simulator.state(), body));
      return ok(one.simulator.state());
    case 'GET requests':
      return ok(one.requests);
    case 'DELETE requests':
      one.requests.length = 0;
      return ok({});
    case 'PUT faults':
      one.faults = createFaultSource(body as FaultPlan);
      return ok({});
    case 'DELETE faults':
      one.faults = null;
      return ok({});
    default:
      return ['state', 'requests', 'faults'].includes(what) ? wrong(405, `${method} is not for ${what}`) : wrong(404, `there is state, requests and faults, not ${what}`);
  }
}

/** RFC 7396. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? null : JSON.parse(text);
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function wrong(status: number, error: string): Answer {
  return { status, body: { error } };
}
