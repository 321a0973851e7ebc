import type { ClientContext } from './client-context.ts';
import { Errand, type ClientState } from './errand.ts';
import type { HttpClient, HttpClientOptions } from './http-client.ts';
import { requestUrl } from './request-url.ts';

export type { ClientContext } from './client-context.ts';

export function createHttpClient(options: HttpClientOptions, context: ClientContext): HttpClient {
  context.gate.suppose(options.defaults);
  const client: ClientState = { options, context, trusted: new Set([new URL(options.baseUrl).origin]), renewals: 0 };
  return {
    async send(request) {
      const access = request.access ?? (request.method === 'GET' ? 'read' : 'write');
      if (access === 'write' && context.mode === 'read') {
        throw new Error(`${request.method} ${request.url.split('?')[0]} is a write in a session opened for reading`);
      }
      return new Errand(client, request, access, requestUrl(options.baseUrl, client.trusted, request.url)).run();
    },
  };
}
