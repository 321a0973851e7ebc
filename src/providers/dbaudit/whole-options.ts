import type { HttpClient } from '../../http/http-client.ts';
import { equal, type Json, type JsonObject } from '../../model/json.ts';
import type { Receipt } from '../provider.ts';
import { isProviderError, ProviderError } from '../provider-error.ts';
import { moved, patchDatabase, type Shown, showDatabase } from './api.ts';
import { OPTION_KEYS } from './audit-options.ts';
import type { Directory } from './directory.ts';
import { type Detail, detailOf } from './wire.ts';

/**
 * Whether a PATCH merges audit_options or replaces them is not documented, so they are sent whole: what is there just
 * now, known keys or not, under what is wanted. Null is never sent. Throws AF501 when that cannot be told any more.
 */
export function whole(live: JsonObject | undefined, wanted: JsonObject): JsonObject {
  if (live === undefined && OPTION_KEYS.some((key) => wanted[key] === undefined))
    throw moved('The vendor does not show audit_options any more, and the change does not state all of them.');
  const kept = Object.entries(live ?? {}).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(kept), ...wanted };
}

/**
 * Reads back whether options that nobody asked to change are as they were; puts them back once where they are not. The
 * pipeline reads back next, and this reading after the write serves it too.
 */
export async function keepOthers(
  http: HttpClient,
  directory: Directory,
  { id, auditOptions: before = {} }: Detail,
  wanted: JsonObject,
): Promise<Receipt> {
  const others = Object.entries(before).filter(([key, value]) => wanted[key] === undefined && value !== null);
  if (others.length === 0) return {};
  const now = await optionsNow(http, id);
  if (now === null) return { note: 'Whether the other audit_options are as they were could not be read back.' };
  const lost = changed(others, now.options);
  if (lost.length === 0) {
    directory.readBack(id, now.shown);
    return {};
  }
  await patchDatabase(http, id, {
    audit_options: { ...whole(now.options, {}), ...Object.fromEntries(others), ...wanted },
  });
  const after = await optionsNow(http, id);
  const names = lost.join(', ');
  if (after !== null && changed(others, after.options).length > 0)
    throw new ProviderError(
      `The vendor changed audit_options that were not to change, and did not take them back: ${names}.`,
      {
        code: 'AF502',
        trouble: 'refused',
        fix: 'Look at them in DB Audit; state them in the manifest.',
      },
    );
  return { note: `The vendor changed audit_options that were not to change; put back: ${names}.` };
}

interface OptionsNow {
  readonly options: JsonObject;
  readonly shown: Shown;
}

/** The write before it was accepted: a reading that fails does not make it a failure. */
async function optionsNow(http: HttpClient, id: string): Promise<OptionsNow | null> {
  try {
    const shown = await showDatabase(http, id);
    const options = shown === null ? undefined : detailOf(shown.body, shown.source).auditOptions;
    return shown === null || options === undefined ? null : { options, shown };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return null;
  }
}

function changed(others: readonly (readonly [string, Json])[], now: JsonObject): readonly string[] {
  return others.filter(([key, value]) => !equal(now[key], value)).map(([key]) => key);
}
