// The vendor server: five vendors behind path prefixes (/redis/17/v1/cluster), each answer after the same latency, every
// request counted and, if wanted, recorded. A process of its own, told what to do at /bench/*; says its port on stdout.
import { createServer } from 'node:http';
import { countOf, isDrifted } from '../fleet/targets.mjs';
import * as couchbase from './couchbase.mjs';
import * as dbaudit from './dbaudit.mjs';
import * as redis from './redis-enterprise.mjs';
import * as tair from './tair.mjs';
import * as taurusdb from './taurusdb.mjs';

const vendors = { redis, dbaudit, couchbase, tair, taurusdb };
const clusters = new Set(['redis', 'couchbase']);

let settings = { size: 0, latency: 0, every: 0, record: false, allowed: null };
let run = fresh();

function fresh() {
  const states = Object.fromEntries(Object.keys(vendors).map((vendor) => [vendor, new Map()]));
  return {
    states,
    calls: new Map(),
    perBase: {},
    log: [],
    inFlight: 0,
    peak: 0,
    connections: 0,
    unknown: [],
    throttled: [],
    recent: {},
  };
}

/** Text, or `{ status, headers, body }`; null is 404. */
function answerOf(request, vendor, number) {
  if (vendor === 'iam') return taurusdb.token(request, number);
  const known = vendors[vendor];
  if (known === undefined) return null;
  const count = countOf(vendor, settings.size);
  const drifted = (k) => isDrifted(k, settings.every);
  const state = run.states[vendor];
  if (!clusters.has(vendor)) return known.answer(request, number, drifted, state, count);
  return number < count ? known.answer(request, number, drifted(number), state) : null;
}

/** What kind of call it is: numbers and ids taken out of its path. */
function kindOf(vendor, { method, path, query, headers }) {
  const action = headers['x-acs-action'];
  if (action !== undefined) return `${vendor} ${action}`;
  const plain = path.replace(/\/(?=[^/]*\d)(?!v\d)[\w]+/g, '/{id}');
  const marks = ['just_validate', 'page', 'id'].filter((name) => query.has(name));
  return `${vendor} ${method} ${plain}${marks.length === 0 ? '' : `?${marks.join('&')}`}`;
}

const kept = ['authorization', 'accept', 'content-type', 'x-auth-token', 'x-project-id', 'x-sdk-date'];
const headersWorth = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => kept.includes(name) || name.startsWith('x-acs-')));

/** The vendor's own limit, where it has one: so many calls in any second below one base URL; those refused do not count. */
function isTooMany(base) {
  if (settings.allowed === null) return false;
  const now = performance.now();
  const recent = (run.recent[base] ?? []).filter((at) => at > now - 1000);
  run.recent[base] = recent;
  if (recent.length < settings.allowed) return void recent.push(now) ?? false;
  run.throttled.push(now);
  return true;
}

/** Calls below one base URL, and when the first and the last came, in milliseconds. */
function countBelow(base) {
  const now = performance.now();
  const { count: calls, first } = run.perBase[base] ?? { count: 0, first: now };
  run.perBase[base] = { count: calls + 1, first, last: now };
}

function handle(incoming, outgoing, body) {
  const { method, url, headers } = incoming;
  const [, vendor, number, rest = ''] = /^\/(\w+)\/(\d+)(\/.*)?$/.exec(url) ?? [];
  const [path, search = ''] = rest.split('?');
  const request = { method, path, query: new URLSearchParams(search), headers, body };
  const kind = kindOf(vendor, request);
  run.calls.set(kind, (run.calls.get(kind) ?? 0) + 1);
  countBelow(`${vendor}/${number}`);
  run.inFlight += 1;
  run.peak = Math.max(run.peak, run.inFlight);
  if (settings.record) run.log.push([method, url, headersWorth(headers), body]);
  const found = isTooMany(`${vendor}/${number}`) ? tair.throttled : answerOf(request, vendor, Number(number));
  const reply = typeof found === 'string' ? { body: found } : (found ?? { status: 404, body: '{}' });
  if (found === null) run.unknown.push(kind);
  const finish = () => {
    run.inFlight -= 1;
    const text = Buffer.from(reply.body);
    outgoing.writeHead(reply.status ?? 200, {
      'content-type': 'application/json',
      'content-length': text.length,
      ...reply.headers,
    });
    outgoing.end(text);
  };
  if (settings.latency > 0) setTimeout(finish, settings.latency);
  else finish();
}

function control(url, outgoing, body) {
  if (url === '/bench/reset') {
    settings = { ...settings, ...JSON.parse(body) };
    run = fresh();
  }
  const { calls, peak, perBase, log, connections, unknown, throttled } = run;
  const seen = { calls: Object.fromEntries([...calls].sort()), peak, perBase, connections, unknown, log, throttled };
  outgoing.end(JSON.stringify(url === '/bench/seen' ? seen : {}));
}

const server = createServer((incoming, outgoing) => {
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = chunks.length === 0 ? '' : Buffer.concat(chunks).toString();
    if (incoming.url.startsWith('/bench/')) control(incoming.url, outgoing, body);
    else handle(incoming, outgoing, body);
  });
});
server.on('connection', (socket) => {
  run.connections += 1;
  socket.setNoDelay(true);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 1024, () => process.stdout.write(`${server.address().port}\n`));
// Whoever started it went away.
process.stdin.on('end', () => process.exit()).resume();
