import type { HttpRequest, HttpResponse } from '../../http/http-client.ts';
import type { OpenConnection, ProviderIo } from '../provider.ts';
import { createClassifier } from './classify.ts';
import { createDenials } from './denials.ts';
import { serviceUrl } from './endpoint.ts';
import { defaultLimits } from './default-limits.ts';
import { createLogin } from './login.ts';
import { refusal } from './refusal.ts';
import { unclear } from '../provider-error.ts';

/** Sends one request; `what` names it in errors. Throws ProviderError for anything but 200. */
export type Call = (request: HttpRequest, what: string) => Promise<HttpResponse>;

export function createCall(connection: OpenConnection, projectId: string, io: ProviderIo): Call {
  const denials = createDenials(() => io.clock.now());
  const login = createLogin(connection, projectId, io, denials);
  const classify = createClassifier(login.renewable);
  const http = io.http({
    baseUrl: serviceUrl(connection),
    prepare: login.prepare,
    authenticate: login.authenticate,
    classify: (response) => denials.note(response, classify(response)),
    renew: login.renew,
    defaults: defaultLimits,
  });
  return async (request, what) => {
    const response = await http.send(request).catch((error: unknown) => {
      throw denials.explain(error);
    });
    const { status, source } = response;
    if (status === 200) return response;
    const writes = request.method !== 'GET';
    if (writes && status > 200 && status < 300) throw unclear(source, status, `to ${what}`);
    throw refusal(response, what, writes ? 'write' : 'read');
  };
}
