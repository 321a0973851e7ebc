import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json, member } from '../model/json.ts';
import type { JsonPointer } from '../model/pointer.ts';

export type Remembered = ReadonlyMap<string, Readonly<Record<JsonPointer, Json>>>;

/**
 * What earlier runs wrote that cannot be read back, by identity of the vendor object. A missing folder, a torn last
 * line and foreign files are no errors: losing the journal costs knowledge, never correctness.
 */
export async function readMemory(folder: string): Promise<Remembered> {
  const names = await readdir(folder).catch(() => []);
  const memory = new Map<string, Record<JsonPointer, Json>>();
  for (const name of names.filter((candidate) => candidate.endsWith('.jsonl')).sort()) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    for (const line of text.split('\n')) if (line.includes('"remember"')) learn(memory, parse(line));
  }
  return memory;
}

function learn(memory: Map<string, Record<JsonPointer, Json>>, entry: Json): void {
  const [identity, remember] = [member(entry, 'identity'), member(entry, 'remember')];
  if (member(entry, 'event') !== 'outcome' || typeof identity !== 'string' || !isObject(remember)) return;
  const known = member(entry, 'forget') === true ? {} : memory.get(identity);
  memory.set(identity, { ...known, ...remember });
}

function parse(line: string): Json {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return null;
  }
}
