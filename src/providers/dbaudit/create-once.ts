import type { HttpClient } from '../../http/http-client.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Clock, WriteWatch } from '../provider.ts';
import { isProviderError, ProviderError, revised } from '../provider-error.ts';
import { createDatabase } from './api.ts';
import type { Directory } from './directory.ts';
import { locate } from './locate.ts';
import { tripleOf } from './place.ts';
import type { Detail } from './wire.ts';

const MAX_POSTS = 3;
const LISTING_LAG_MS = [0, 1_000, 2_000, 4_000, 8_000];

/**
 * Creates the database, and never two: creating is not idempotent, so after an answer that was lost the object is
 * looked for before anything is sent again. `writing` is told by `http`. The new id; throws ProviderError.
 */
export async function createOnce(
  http: HttpClient,
  writing: WriteWatch | undefined,
  directory: Directory,
  clock: Clock,
  target: JsonObject,
  body: JsonObject,
): Promise<string> {
  for (let posts = 1; ; posts++) {
    try {
      return await directory.creating(target, () => createDatabase(http, body));
    } catch (error) {
      if (!isProviderError(error)) throw error;
      const lost = isLost(error);
      if (!lost && error.status !== 409 && error.status !== 422) throw error;
      // 409 says that it exists, so not being listed may be a lag. After 422 there should be nothing to wait for.
      const waits = error.status === 422 ? [0] : LISTING_LAG_MS;
      const found = await lookFor(directory, clock, target, waits).catch((trouble: unknown) => {
        // Who may not look does not know what became of it.
        throw lost && isProviderError(trouble) ? revised(trouble, { trouble: 'unavailable', sent: 'maybe' }) : trouble;
      });
      // What was sent before may have made it, even where the vendor said that there were too many calls.
      const mayBeOurs = lost || posts > 1 || (writing?.attempts ?? 0) > 1;
      if (found !== null && mayBeOurs && isOurs(found, body)) return found.id;
      if (!lost || found !== null) throw explained(error, found, target, body);
      if (posts === MAX_POSTS) throw error;
    }
  }
}

/** No answer, a server's failure, or an answer that cannot be understood: the object may or may not exist. */
function isLost({ code, sent }: ProviderError): boolean {
  return (code === 'AF301' && sent !== 'no') || code === 'AF310' || code === 'AF304';
}

async function lookFor(
  directory: Directory,
  clock: Clock,
  target: JsonObject,
  waits: readonly number[],
): Promise<Detail | null> {
  for (const wait of waits) {
    if (wait > 0) await clock.sleep(wait);
    const { detail } = await locate(directory, target);
    if (detail !== null) return detail;
  }
  return null;
}

/** It was not there when the run read it just before, and it is what was asked for. */
function isOurs(found: Detail, body: JsonObject): boolean {
  return differences(found, body).length === 0;
}

function differences(found: Detail, body: JsonObject): readonly string[] {
  return (['name', 'type', 'username'] as const).filter((member) => found[member] !== body[member]);
}

function explained(error: ProviderError, found: Detail | null, target: JsonObject, body: JsonObject): ProviderError {
  const triple = tripleOf(target);
  const options = { code: 'AF502', trouble: 'refused', status: error.status ?? 0, cause: error } as const;
  if (error.status === 422) {
    const kept =
      found === null
        ? '; nothing was created.'
        : `, and it kept the failed object as ${found.id}. Plan again to go on.`;
    return new ProviderError(`The vendor's connection test of ${triple} failed${kept}`, {
      ...options,
      fix: 'Check host, port, username, password and TLS settings.',
    });
  }
  if (found === null)
    return new ProviderError(`${triple} exists at DB Audit, but this API key cannot see it.`, {
      ...options,
      fix: 'Use a key whose team may see it.',
    });
  const other = differences(found, body);
  const how = other.length === 0 ? 'is alike' : `differs in ${other.join(', ')}`;
  return new ProviderError(
    `${triple} exists at DB Audit as ${found.id} since the plan was made; it ${how}. Nothing was written to it.`,
    { ...options, fix: 'Plan again: the manifest then manages that object.' },
  );
}
