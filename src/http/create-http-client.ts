import { isProviderError } from '../providers/provider-error.ts';
import type { CallWatch } from './call-observer.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientState } from './client-state.ts';
import { Errand } from './errand.ts';
import type { HttpClient, HttpClientOptions, HttpResponse } from './http-client.ts';
import { requestUrl } from './request-url.ts';
import { accessOf, orTakenBack } from './watched-writes.ts';

export type { ClientContext } from './client-context.ts';

export function createHttpClient(options: HttpClientOptions, connection: ClientContext): HttpClient {
  const { account } = options;
  const elsewhere = account !== undefined;
  const gate = elsewhere ? connection.gate.beside(connection.limiterOf(account)) : connection.gate;
  const context = elsewhere ? { ...connection, gate } : connection;
  context.gate.limiter.suppose(options.defaults, options.operationLimits);
  const base = { url: options.baseUrl, origin: new URL(options.baseUrl).origin };
  const client: ClientState = { options, context, trusted: new Set([base.origin]), renewals: 0 };
  return {
    async send(request) {
      const access = accessOf(request);
      if (access === 'write' && context.mode === 'read') {
        throw new Error(`${request.method} ${request.url.split('?')[0]} is a write in a session opened for reading`);
      }
      const target = requestUrl(base, client.trusted, request.url);
      const operation = request.operation ?? null;
      const watch = context.observer?.begin({
        method: request.method,
        path: pathOf(request.url),
        operation,
        elsewhere,
      });
      const sending = new Errand(client, request, access, target, watch).run();
      const answer = request.writing === undefined ? sending : orTakenBack(request.writing, sending);
      return watch === undefined ? answer : watched(answer, watch);
    },
  };
}

async function watched(answer: Promise<HttpResponse>, watch: CallWatch): Promise<HttpResponse> {
  try {
    const response = await answer;
    watch.ended({ status: response.status, code: null });
    return response;
  } catch (error) {
    watch.ended(isProviderError(error) ? { status: error.status, code: error.code } : { status: null, code: null });
    throw error;
  }
}

function pathOf(url: string): string {
  return (url.startsWith('/') ? url : new URL(url).pathname).split('?')[0]!;
}
