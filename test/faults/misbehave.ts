import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from '../../src/sandbox/fault.ts';
import type { FaultSource } from '../../src/sandbox/faults.ts';
import type { SimulatedReply, SimulatedRequest } from '../../src/sandbox/simulator.ts';
import { type Fleet, STALL_MS } from './fleet.ts';
import { createRandom, pick, type Random } from './random.ts';

/** What one run draws. */
export interface Weather {
  readonly seed: number;
  readonly run: number;
  /** Share of requests that meet a fault on the wire, and of answers that are spoilt. */
  readonly rate: number;
}

const ON_THE_WIRE: readonly FaultKind[] = [
  'throttle',
  'unavailable',
  'error',
  'reset-before',
  'reset-before',
  'reset-after',
  'reset-after',
  'truncate',
  'garbage',
  'slow',
];

const WRITES = 3;

/** Drawn by what is asked and how often it was asked before, so that the order of arrival does not matter. */
export function wireFaults(fleet: Fleet, { seed, run, rate }: Weather): FaultSource {
  const draw = byRequest(seed, `${run}/${fleet.name}/wire`);
  return (method, url) => {
    const random = draw(`${method} ${url}`);
    // Writes are few, and it is what becomes of them that matters. Tair sends everything by POST.
    const often = method === 'GET' || fleet.simulator.id === 'tair' ? 1 : WRITES;
    if (random() >= rate * often) return null;
    const kind = pick(random, ON_THE_WIRE);
    // This vendor's words for throttling name minutes, which the client believes: they are said below, in seconds.
    if (kind === 'throttle' && fleet.simulator.id === 'taurusdb') return null;
    return { kind, ms: STALL_MS };
  };
}

export type Spoiler = (request: SimulatedRequest, answer: () => Promise<SimulatedReply>) => Promise<SimulatedReply>;

/** Answers of wrong types, stalls before any effect, and effects that come after the client has given up. */
export function answerFaults(fleet: Fleet, { seed, run, rate }: Weather): Spoiler {
  const draw = byRequest(seed, `${run}/${fleet.name}/answer`);
  return async (request, answer) => {
    const random = draw(
      `${request.method} ${request.path}?${request.rawQuery} ${request.headers['x-acs-action'] ?? ''}`,
    );
    if (random() >= rate / 2) return answer();
    const kind = random();
    if (kind < 0.1) {
      await sleep(STALL_MS);
      return { status: 503, body: '' };
    }
    // A create that takes effect after the client has looked for it in vain would be there twice for every client.
    if (kind < 0.2 && (!fleet.isWrite(request) || !request.path.endsWith('/databases'))) await sleep(STALL_MS);
    if (kind >= 0.2 && kind < 0.3 && fleet.simulator.id === 'taurusdb') return throttled(random);
    return kind < 0.2 ? answer() : wrongTyped(await answer(), random);
  };
}

function throttled(random: Random): SimulatedReply {
  const text = 'The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 second';
  const headers = random() < 0.5 ? { 'retry-after': '1' } : {};
  return { status: 429, headers, body: { error_code: 'APIGW.0308', error_msg: text, request_id: '0' } };
}

/** One value somewhere in a successful answer gets a type that it never has, or is left out. */
function wrongTyped(reply: SimulatedReply, random: Random): SimulatedReply {
  if (reply.status >= 300 || typeof reply.body !== 'object' || reply.body === null || reply.body instanceof Uint8Array)
    return reply;
  const body = structuredClone(reply.body) as Record<string, unknown>;
  const places: [Record<string, unknown>, string][] = [];
  const walk = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      walk(member);
    }
  };
  walk(body);
  if (places.length === 0) return reply;
  const [owner, key] = pick(random, places);
  const odd = pick(random, oddFor(owner[key]));
  if (odd === undefined && !Array.isArray(owner)) delete owner[key];
  else owner[key] = odd ?? { odd: true };
  return { ...reply, body };
}

/**
 * Never a value that vendors themselves show in its place: null for "not set", a boolean for the text "true". Such an
 * answer would be a lie and no mistake of form, which no client can tell.
 */
function oddFor(value: unknown): readonly unknown[] {
  const odd: unknown[] = [undefined, { odd: true }, [['odd']], 12.5, 'neither here nor there'];
  return odd.filter((each) => typeof each !== typeof value || Array.isArray(each) !== Array.isArray(value));
}

function byRequest(seed: number, purpose: string): (request: string) => Random {
  const seen = new Map<string, number>();
  return (request) => {
    const count = (seen.get(request) ?? 0) + 1;
    seen.set(request, count);
    return createRandom(seed, `${purpose}/${request}/${count}`);
  };
}
