import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json, member } from '../model/json.ts';
import type { Sighting, Sightings } from './sighting.ts';

const NAME = 'seen.json';

/** What earlier runs saw. A file that is missing or not ours is no error: then less can be told, nothing is told wrong. */
export async function readSightings(folder: string): Promise<Sightings> {
  const text = await readFile(join(folder, NAME), 'utf8').catch(() => '');
  try {
    const targets = member(JSON.parse(text) as Json, 'targets');
    if (!isObject(targets)) return {};
    const entries = Object.entries(targets).filter((entry): entry is [string, Json] => isSighting(entry[1]));
    return Object.fromEntries(entries) as unknown as Sightings;
  } catch {
    return {};
  }
}

/** Replaced whole, by a rename: a run that is cut off leaves the file of before. Throws the file system's error. */
export async function writeSightings(folder: string, targets: Sightings): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = join(folder, `${NAME}.${process.pid}`);
  await writeFile(fresh, `${JSON.stringify({ format: 'auditform.seen/1', targets })}\n`, { mode: 0o600 });
  await rename(fresh, join(folder, NAME));
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
