import type { HttpClient } from '../../http/http-client.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Clock } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { createDatabase } from './api.ts';
import { tripleOf } from './host.ts';
import { locate } from './locate.ts';
import type { Detail } from './wire.ts';

const MAX_POSTS = 3;
const LISTING_LAG_MS = [0, 1_000, 2_000, 4_000, 8_000];

/**
 * Creates the database, and never two: creating is not idempotent, so after an answer that was lost the object is
 * looked for before anything is sent again. Returns the vendor's id. Throws ProviderError.
 */
export async function createOnce(
  http: HttpClient,
  clock: Clock,
  target: JsonObject,
  body: JsonObject,
): Promise<string> {
  for (let post = 1; ; post++) {
    try {
      return await createDatabase(http, body);
    } catch (error) {
      if (!isProviderError(error)) throw error;
      const lost = isLost(error);
      if (!lost && error.status !== 409 && error.status !== 422) throw error;
      const found = await lookFor(http, clock, target, lost ? LISTING_LAG_MS : [0]);
      if (found !== null && (lost || post > 1) && isOurs(found, body)) return found.id;
      if (!lost || found !== null) throw explained(error, found, target);
      if (post === MAX_POSTS) throw error;
    }
  }
}

/** No answer, a server's failure, or an answer that cannot be understood: the object may or may not exist. */
function isLost({ code, sent, status }: ProviderError): boolean {
  return (code === 'AF301' && sent !== 'no') || (status !== null && status >= 500) || code === 'AF304';
}

async function lookFor(
  http: HttpClient,
  clock: Clock,
  target: JsonObject,
  waits: readonly number[],
): Promise<Detail | null> {
  for (const wait of waits) {
    if (wait > 0) await clock.sleep(wait);
    const found = await locate(http, target);
    if (found !== null) return found;
  }
  return null;
}

function isOurs(found: Detail, body: JsonObject): boolean {
  return found.name === body.name && found.type === body.type && found.username === body.username;
}

function explained(error: ProviderError, found: Detail | null, target: JsonObject): ProviderError {
  const triple = tripleOf(target);
  const message =
    error.status === 422
      ? `The vendor's connection test of ${triple} failed${found === null ? '; nothing was created.' : `, and it kept the failed object as ${found.id}.`}`
      : found === null
        ? `${triple} exists at DB Audit, but this API key cannot see it.`
        : `${triple} exists at DB Audit as ${found.id}, and was not created by this run.`;
  return new ProviderError(message, {
    code: 'AF502',
    trouble: 'refused',
    status: error.status ?? 0,
    fix:
      error.status === 422
        ? 'Check host, port, username, password and TLS settings.'
        : 'Plan again; use a key that can see it.',
    cause: error,
  });
}
