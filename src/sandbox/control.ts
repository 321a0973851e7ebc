import { createServer, type IncomingMessage } from 'node:http';
import { createFaultSource } from './faults.ts';
import { mergePatch } from './merge-patch.ts';
import { parseFaultPlan } from './parse-fault-plan.ts';
import { closeServer, listen, type ServedSimulator } from './server.ts';

export interface Control {
  readonly origin: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Methods = Readonly<Record<string, (body: unknown) => unknown>>;

/** A JSON API for tests: state, request log and faults of each simulator, and the clock they share. */
export async function serveControl(
  served: ReadonlyMap<string, ServedSimulator>,
  advance: (ms: number) => number,
  port: number,
): Promise<Control> {
  const server = createServer((message, response) => {
    void answer(message, served, advance).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
    });
  });
  const origin = await listen(server, port);
  return { origin, close: () => closeServer(server) };
}

async function answer(
  message: IncomingMessage,
  served: ReadonlyMap<string, ServedSimulator>,
  advance: (ms: number) => number,
): Promise<Answer> {
  const method = message.method ?? 'GET';
  const path = (message.url ?? '/').replace(/\?.*$/s, '');
  try {
    const body = await readJson(message);
    const methods = methodsOf(path.split('/').slice(1), served, advance);
    if (methods === null) return wrong(404, `there is no ${path}`);
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (run === undefined) return wrong(405, `${path} takes ${Object.keys(methods).join(', ')}, not ${method}`);
    return { status: 200, body: run(body) };
  } catch (error) {
    return wrong(400, error instanceof Error ? error.message : String(error));
  }
}

/** What can be asked of a path; null when there is no such path. */
function methodsOf(
  parts: readonly string[],
  served: ReadonlyMap<string, ServedSimulator>,
  advance: (ms: number) => number,
): Methods | null {
  const [first = '', what = ''] = parts;
  if (parts.length === 1 && first === '') {
    return { GET: () => Object.fromEntries([...served].map(([id, { origins }]) => [id, origins])) };
  }
  if (parts.length === 1 && first === 'clock') return { POST: (body) => ({ now: advance(millisecondsOf(body)) }) };
  const one = served.get(first);
  return one === undefined || parts.length !== 2 ? null : methodsOfVendor(one, what);
}

function methodsOfVendor(one: ServedSimulator, what: string): Methods | null {
  const { simulator } = one;
  const restored = (state: unknown) => {
    simulator.restore(state);
    return simulator.state();
  };
  const faults = (source: ServedSimulator['faults']) => {
    one.faults = source;
    return {};
  };
  switch (what) {
    case 'state':
      return {
        GET: () => simulator.state(),
        PUT: (body) => restored(body),
        PATCH: (body) => restored(mergePatch(simulator.state(), body)),
      };
    case 'requests':
      return { GET: () => one.requests, DELETE: () => ({ cleared: one.requests.splice(0).length }) };
    case 'faults':
      return { PUT: (body) => faults(createFaultSource(parseFaultPlan(body))), DELETE: () => faults(null) };
    default:
      return null;
  }
}

function millisecondsOf(body: unknown): number {
  const { advanceMs } = (body ?? {}) as { advanceMs?: unknown };
  if (typeof advanceMs !== 'number') throw new TypeError('expected {"advanceMs": NUMBER}');
  return advanceMs;
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? null : JSON.parse(text);
}

function wrong(status: number, error: string): Answer {
  return { status, body: { error } };
}
