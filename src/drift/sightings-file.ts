import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../journal/make-folder.ts';
import { readRegularFile } from '../journal/read-regular-file.ts';
import { isObject, type Json, member } from '../model/json.ts';
import type { Sighting, Sightings } from './sighting.ts';

const NAME = 'seen.json';

/** What earlier runs saw. A file that is missing or not ours is no error: then less can be told, nothing is told wrong. */
export async function readSightings(folder: string): Promise<Sightings> {
  const bytes = await readRegularFile(join(folder, NAME)).catch(() => null);
  try {
    const targets = member(JSON.parse(bytes?.toString() ?? '') as Json, 'targets');
    if (!isObject(targets)) return {};
    const entries = Object.entries(targets).filter((entry): entry is [string, Json] => isSighting(entry[1]));
    return Object.fromEntries(entries) as unknown as Sightings;
  } catch {
    return {};
  }
}

/** Replaced whole, by a rename: a run that is cut off leaves the file of before. Throws the file system's error. */
export async function writeSightings(folder: string, targets: Sightings): Promise<void> {
  await makeFolder(folder);
  const fresh = join(folder, `${NAME}.${process.pid}`);
  try {
    await writeFile(fresh, `${JSON.stringify({ format: 'auditform.seen/1', targets })}\n`, { mode: 0o600 });
    await rename(fresh, join(folder, NAME));
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw error;
  }
}

function isSighting(value: Json): boolean {
  const [checked, wanted, wrong] = ['checked', 'wanted', 'wrong'].map((name) => member(value, name));
  return (
    typeof checked === 'string' &&
    (wanted === null || areTexts(wanted)) &&
    isObject(wrong) &&
    Object.values(wrong).every((entry) => typeof member(entry, 'since') === 'string')
  );
}

function areTexts(value: Json | undefined): value is Sighting['wanted'] & Json {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}
