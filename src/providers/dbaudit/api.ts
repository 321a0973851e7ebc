import type { Access, HttpClient, HttpResponse } from '../../http/http-client.ts';
import type { JsonObject } from '../../model/json.ts';
import { ProviderError, unclear } from '../provider-error.ts';
import { type LiveStatus, liveStatusOf } from './live-status.ts';
import { refusal } from './refusal.ts';
import { type TestResult, testResultOf } from './test-result.ts';
import { objectOf, odd, text } from './wire.ts';

/** A detail before it is judged, with its source for messages. */
export interface Shown {
  readonly body: JsonObject;
  readonly source: string;
}

/** Answers of a server that has no such call, or does not let this key make it. */
const NOT_OFFERED = new Set([403, 404, 405, 406, 501]);

/** GET /databases/{id}; null when the vendor says that there is none, which a wrong endpoint says too. */
export async function showDatabase(http: HttpClient, id: string): Promise<Shown | null> {
  const response = await http.send({ method: 'GET', url: path(id) });
  if (response.status === 404) return null;
  if (response.status !== 200) throw refusal(response, 'reading the database', 'read:databases');
  const body = objectOf(response);
  if (text(body, 'id', response.source) !== id) throw odd(response.source, 'it is another object');
  return { body, source: response.source };
}

/** POST /databases; the new id. The answer's status is not documented, so any success will do. */
export async function createDatabase(http: HttpClient, body: JsonObject): Promise<string> {
  const response = await send(http, 'POST', '/databases', body);
  if (!isSuccess(response)) throw refusal(response, 'creating the database', 'write:databases');
  return text(objectOf(response), 'id', response.source);
}

/**
 * PATCH /databases/{id}. What a success answers is not documented: nothing, or JSON. Anything else, such as a proxy's
 * page, proves nothing, and what was sent may not be readable back.
 */
export async function patchDatabase(http: HttpClient, id: string, body: JsonObject): Promise<void> {
  const response = await send(http, 'PATCH', path(id), body);
  // It was there a moment ago, so the address is right.
  if (response.status === 404) throw moved(`DB Audit has no ${id} any more.`);
  if (!isSuccess(response)) throw refusal(response, `the change of ${Object.keys(body).join(', ')}`, 'write:databases');
  if (response.text.trim() !== '' && !isJson(response))
    throw unclear(response.source, response.status, 'with something that is not JSON');
}

/** DELETE /databases/{id}; 404 says that it is gone already. */
export async function removeDatabase(http: HttpClient, id: string): Promise<void> {
  const response = await http.send({ method: 'DELETE', url: path(id) });
  if (response.status !== 404 && !isSuccess(response))
    throw refusal(response, 'removing the database', 'write:databases');
}

/** GET /databases/{id}/status; null when it is not offered: the detail tells the two words as well. */
export async function databaseStatus(http: HttpClient, id: string): Promise<LiveStatus | null> {
  const response = await http.send({ method: 'GET', url: `${path(id)}/status` });
  if (NOT_OFFERED.has(response.status)) return null;
  if (response.status !== 200) throw refusal(response, 'reading the status', 'read:databases');
  return liveStatusOf(response);
}

/**
 * POST /databases/{id}/test logs in to the database with the stored credentials and changes no setting. It needs the
 * scope write:databases. A failed test is documented as 422 and, in effect, as `success: false`.
 */
export async function testDatabase(http: HttpClient, id: string, access: Access): Promise<TestResult> {
  const response = await http.send({ method: 'POST', url: `${path(id)}/test`, access });
  if (response.status === 422) return { success: false, says: 'the connection test failed' };
  if (response.status === 403) return { success: null, says: 'this key may not; it needs the scope write:databases' };
  if (NOT_OFFERED.has(response.status)) return { success: null, says: `not offered (${response.status})` };
  if (response.status !== 200) throw refusal(response, 'testing the connection', 'write:databases');
  return testResultOf(response);
}

/** A request that was never sent, because what it was to change is not there as planned. */
export function moved(what: string): ProviderError {
  return new ProviderError(what, { code: 'AF501', trouble: 'refused', sent: 'no', fix: 'Plan again.' });
}

function path(id: string): string {
  return `/databases/${encodeURIComponent(id)}`;
}

function isJson({ text: body }: HttpResponse): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status <= 299;
}

function send(http: HttpClient, method: 'POST' | 'PATCH', url: string, body: JsonObject): Promise<HttpResponse> {
  return http.send({ method, url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}
