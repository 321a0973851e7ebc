import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type Json, member } from '../model/json.ts';
import type { JsonPointer } from '../model/pointer.ts';
import type { Problem } from '../model/problem.ts';
import { readRegularFile } from './read-regular-file.ts';
import { wholeLines } from './whole-lines.ts';

type Remembered = ReadonlyMap<string, Readonly<Record<JsonPointer, Json>>>;

export interface Memory {
  /** By identity of the vendor object. */
  readonly remembered: Remembered;
  /** AF509, a warning for each file that cannot be believed. */
  readonly problems: readonly Problem[];
}

/** As `openJournal` names them; files of other names are not ours. */
const OURS = /^\d{8}T\d{9}Z-[0-9a-f]{8}\.jsonl$/;
const AT_ONCE = 16;

/**
 * What earlier runs wrote that cannot be read back. A missing folder, a torn last line and foreign files are no errors:
 * losing the journal costs knowledge, never correctness. A file whose chain is broken is told, and costs the knowledge of
 * the runs before it too: it may have held what they knew last.
 */
export async function readMemory(folder: string): Promise<Memory> {
  const names = await namesIn(folder);
  if (!Array.isArray(names)) return { remembered: new Map(), problems: [names] };
  const memory = new Map<string, Record<JsonPointer, Json>>();
  const problems: Problem[] = [];
  for (let first = 0; first < names.length; first += AT_ONCE) {
    const some = names.slice(first, first + AT_ONCE);
    const files = await Promise.all(some.map(async (name) => ({ name, read: await readEntries(folder, name) })));
    for (const { name, read } of files) {
      if ('why' in read) {
        memory.clear();
        problems.push(unbelievable(join(folder, name), read.line, read.why));
      } else for (const entry of read.entries) learn(memory, entry);
    }
  }
  return { remembered: memory, problems };
}

type Entries = { readonly entries: readonly Json[] } | { readonly line: number; readonly why: string };

/** The entries that remember something; or from which line on, and why, the file is not to be believed. */
async function readEntries(folder: string, name: string): Promise<Entries> {
  const bytes = await readRegularFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => error);
  if (bytes === null) return { line: 1, why: 'it is not a file' };
  if (bytes instanceof Error) return { line: 1, why: `it cannot be read (${bytes.code ?? bytes.message})` };
  const { lines, broken } = wholeLines(bytes);
  if (broken !== null) return { line: broken, why: 'this line does not carry the hash of the line before' };
  // A copy under another name would put an old run's knowledge in place of a newer one's.
  if (lines.length > 0 && member(parse(lines[0]!), 'run') !== name.slice(0, -'.jsonl'.length))
    return { line: 1, why: 'its lines are those of a run of another name' };
  return { entries: lines.filter((line) => line.includes('"remember"')).map(parse) };
}

async function namesIn(folder: string): Promise<string[] | Problem> {
  try {
    return (await readdir(folder)).filter((name) => OURS.test(name)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? [] : unbelievable(folder, 1, `it cannot be read (${code})`);
  }
}

function unbelievable(file: string, line: number, why: string): Problem {
  return {
    code: 'AF509',
    severity: 'warning',
    message: `The journal is not believed: ${why}. What this and earlier runs remembered of settings that vendors do not show is left out.`,
    at: { file, line, column: 1 },
    fix: 'Find out what changed it, and keep it elsewhere as evidence. apply writes again what cannot be read back.',
  };
}

function learn(memory: Map<string, Record<JsonPointer, Json>>, entry: Json): void {
  const [identity, remember] = [member(entry, 'identity'), member(entry, 'remember')];
  if (member(entry, 'event') !== 'outcome' || typeof identity !== 'string' || !isObject(remember)) return;
  const known = member(entry, 'forget') === true ? {} : memory.get(identity);
  memory.set(identity, { ...known, ...remember });
}

function parse(line: Buffer): Json {
  try {
    return JSON.parse(line.toString()) as Json;
  } catch {
    return null;
  }
}
