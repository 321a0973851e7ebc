import { Agent } from 'undici';
import { CallOff } from '../http/attempt-watch.ts';
import { collectAnswer } from '../http/collect-answer.ts';
import type { OtlpEndpoint } from './telemetry-settings.ts';

/** Sends a body to a collector. Rejects when it does not take it. */
export type Post = (endpoint: OtlpEndpoint, body: object) => Promise<void>;

export interface Poster {
  readonly post: Post;
  /** Cuts off what is still under way. */
  destroy(): Promise<void>;
}

/** OTLP over HTTP with JSON. Its sockets are its own: vendors' TLS settings and limits are none of its business. */
export function createPoster(): Poster {
  const agent = new Agent({ keepAliveTimeout: 5000, connect: { timeout: 5000 } });
  return {
    async post({ url, headers, timeoutMs }, body) {
      const { origin, pathname, search } = new URL(url);
      const call = {
        origin,
        path: pathname + search,
        method: 'POST' as const,
        headers: { 'user-agent': 'auditform', ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      };
      const { status } = await collectAnswer((handler) => agent.dispatch(call, handler), new CallOff());
      if (status < 200 || status > 299) throw new Error(`answered ${status}`);
    },
    destroy: () => agent.destroy(),
  };
}
