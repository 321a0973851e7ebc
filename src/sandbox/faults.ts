import { FAULT_KINDS, type Fault, type FaultPlan, type FaultRule } from './fault.ts';
import type { SimulatedReply } from './simulator.ts';

const SLOW_MS = 200;

/** Decides for each request in turn; the same plan and the same requests give the same faults. */
export type FaultSource = (method: string, url: string) => Fault | null;

export function createFaultSource(plan: FaultPlan): FaultSource {
  return 'seed' in plan ? drawn(plan.seed, plan.rate) : ruled(plan);
}

function drawn(seed: number, rate: number): FaultSource {
  const random = mulberry32(seed);
  return () => {
    const [hit, which] = [random(), random()];
    return hit < rate ? { kind: FAULT_KINDS[Math.floor(which * FAULT_KINDS.length)]!, ms: SLOW_MS } : null;
  };
}

function ruled(rules: readonly FaultRule[]): FaultSource {
  const seen = rules.map(() => 0);
  const fits = rules.map(({ path }) => (path === undefined ? () => true : pathMatcher(path)));
  return (method, url) => {
    let fault: Fault | null = null;
    for (const [index, rule] of rules.entries()) {
      if ((rule.method !== undefined && rule.method !== method) || !fits[index]!(url)) continue;
      seen[index]! += 1;
      const first = rule.nth ?? 1;
      const times = rule.times ?? (rule.nth === undefined ? Number.POSITIVE_INFINITY : 1);
      if (fault === null && seen[index]! >= first && seen[index]! < first + times)
        fault = { kind: rule.kind, ms: rule.ms ?? SLOW_MS };
    }
    return fault;
  };
}

/** Paths with a query are no good regular expressions (`?`), so the plain text counts as well. */
function pathMatcher(path: string): (url: string) => boolean {
  try {
    const pattern = new RegExp(path);
    return (url) => url.includes(path) || pattern.test(url);
  } catch {
    return (url) => url.includes(path);
  }
}

/** Each vendor's own way of saying "too many calls". */
const THROTTLED: Readonly<Record<string, () => SimulatedReply>> = {
  'redis-enterprise': () => ({ status: 503, body: '' }),
  dbaudit: () => ({
    status: 429,
    headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '0' },
    body: { error: 'rate limit exceeded' },
  }),
  couchbase: () => ({
    status: 503,
    headers: { 'content-type': 'text/plain' },
    body: 'Service is temporarily unavailable',
  }),
  tair: () => ({
    status: 400,
    headers: { 'x-acs-retry-after': '20' },
    body: {
      RequestId: '00000000-0000-0000-0000-000000000000',
      HostId: 'r-kvstore.aliyuncs.com',
      Code: 'Throttling.User',
      Message: 'Request was denied due to user flow control.',
    },
  }),
  taurusdb: () => ({
    status: 429,
    body: {
      error_code: 'APIGW.0308',
      error_msg: 'The throttling threshold has been reached: policy user over ratelimit,limit:200,time:5 minute',
      request_id: '0',
    },
  }),
};

/** The answer of a fault that answers at all. */
export function faultReply(kind: 'throttle' | 'unavailable' | 'error' | 'garbage', vendor: string): SimulatedReply {
  if (kind === 'throttle') return THROTTLED[vendor]?.() ?? { status: 429, body: '' };
  if (kind === 'garbage')
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><body>Please log in to the proxy</body></html>',
    };
  return {
    status: kind === 'unavailable' ? 503 : 500,
    headers: { 'content-type': 'text/plain' },
    body: 'upstream trouble',
  };
}

/** Small seeded generator (mulberry32, public domain algorithm). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
