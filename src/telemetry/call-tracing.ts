import type { CallObserver } from '../http/call-observer.ts';
import type { Meter } from './meter.ts';
import { routeOf } from './route-of.ts';
import type { Tracer } from './tracer.ts';

export interface CallTracingOptions {
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly now: () => number;
  readonly vendor: string;
  /** The work that calls now. */
  readonly parentId: () => string;
}

/** A span and its measurements for each call of one connection. */
export function createCallTracing({ tracer, meter, now, vendor, parentId }: CallTracingOptions): CallObserver {
  return {
    begin({ method, path, operation }) {
      const route = routeOf(path);
      const span = tracer.start(`${method} ${operation ?? route}`, 'client', parentId());
      const named = operation === null ? {} : { 'rpc.method': operation };
      const facts = { 'auditform.vendor': vendor, 'http.request.method': method, ...named };
      let [attempts, throttles, waitedMs] = [0, 0, 0];
      let since: number | null = null;
      const stopWaiting = () => {
        if (since !== null) waitedMs += now() - since;
        since = null;
      };
      return {
        waiting() {
          since ??= now();
        },
        sending() {
          stopWaiting();
          attempts += 1;
          meter.add('auditform.http.calls', facts);
        },
        throttled() {
          throttles += 1;
          meter.add('auditform.http.throttles', facts);
        },
        ended({ status, code }) {
          stopWaiting();
          const failed = code !== null || status === null || status >= 400;
          const trouble = failed ? { 'error.type': code ?? (status === null ? '_OTHER' : String(status)) } : {};
          const answer = { ...facts, ...(status === null ? {} : { 'http.response.status_code': status }), ...trouble };
          const effort = { 'auditform.attempts': attempts, 'auditform.throttles': throttles };
          const waited = { 'auditform.limiter.wait_ms': Math.round(waitedMs) };
          tracer.end(span, { ...answer, 'url.template': route, ...effort, ...waited }, failed);
          meter.record('http.client.request.duration', answer, (now() - span.startMs - waitedMs) / 1000);
          meter.record('auditform.limiter.wait.duration', facts, waitedMs / 1000);
        },
      };
    },
  };
}
