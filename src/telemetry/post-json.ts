import { Agent, request } from 'undici';
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
      const { statusCode, body: answer } = await request(url, {
        method: 'POST',
        headers: { 'user-agent': 'auditform', ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        dispatcher: agent,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      await answer.dump();
      if (statusCode < 200 || statusCode > 299) throw new Error(`answered ${statusCode}`);
    },
    destroy: () => agent.destroy(),
  };
}
