import { interrupted } from '../providers/provider-error.ts';
import type { Access, HttpClient, HttpRequest, HttpResponse, WriteWatch } from './http-client.ts';

/** The client, with its writes told to `writing`. */
export function watchedWrites(http: HttpClient, writing: WriteWatch | undefined): HttpClient {
  if (writing === undefined) return http;
  return { send: (request) => http.send(accessOf(request) === 'write' ? { ...request, writing } : request) };
}

export function accessOf({ access, method }: HttpRequest): Access {
  return access ?? (method === 'GET' ? 'read' : 'write');
}

/** What was taken back says so; anything else ends as it does. */
export async function orTakenBack({ until }: WriteWatch, answer: Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    return await answer;
  } catch (error) {
    throw until.aborted && error === until.reason ? interrupted() : error;
  }
}
