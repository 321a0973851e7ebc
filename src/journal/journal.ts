import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../model/digest.ts';
import { JournalError } from '../model/journal-error.ts';
import type { Json } from '../model/json.ts';
import { makeFolder } from './make-folder.ts';

/** Hash before a file's first line. */
export const NO_LINE = '0'.repeat(64);

export interface JournalEntry {
  readonly event: 'run-started' | 'intent' | 'outcome' | 'run-ended';
  readonly address: string | null;
  readonly operation: string | null;
  readonly [detail: string]: Json | undefined;
}

/** One run's journal file. Lines are on disk when `write` resolves; it throws JournalError. */
export interface Journal {
  readonly file: string;
  readonly run: string;
  write(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a journal file of its own for this run, so that runs side by side never share a chain. Every line holds the
 * SHA-256 of the one before. Throws JournalError when the folder cannot be written.
 */
export async function openJournal(folder: string, now: () => number): Promise<Journal> {
  const started = new Date(now());
  const run = `${started.toISOString().replaceAll(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;
  const file = join(folder, `${run}.jsonl`);
  const handle = await create(folder, file).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
  let prev = NO_LINE;
  let broken: JournalError | null = null;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  const append = async (entries: readonly JournalEntry[]): Promise<void> => {
    // After a line that may be there in part, another would look like tampering.
    if (broken !== null) throw broken;
    let [text, last] = ['', prev];
    for (const entry of entries) {
      const line = JSON.stringify({ at: new Date(now()).toISOString(), run, ...entry, prev: last });
      text += `${line}\n`;
      last = sha256(line);
    }
    try {
      await handle.appendFile(text);
      await handle.datasync();
    } catch (error) {
      broken = unwritable(file, error);
      throw broken;
    }
    prev = last;
  };
  // Whatever came while the disk was busy goes with one flush: targets side by side must not queue for the disk.
  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await append(batch.map(({ entry }) => entry)).then(
        () => batch.forEach(({ done }) => void done()),
        (error: unknown) => batch.forEach(({ failed }) => void failed(error)),
      );
    }
    flushing = null;
  };
  return {
    file,
    run,
    write: (entry) =>
      new Promise((done, failed) => {
        waiting.push({ entry, done, failed });
        flushing ??= flush();
      }),
    close: async () => {
      await flushing;
      await handle.close();
    },
  };
}

/** An entry whose line is not on disk yet. */
interface Waiting {
  readonly entry: JournalEntry;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

async function create(folder: string, file: string): Promise<FileHandle> {
  await makeFolder(folder);
  return open(file, 'ax', 0o600);
}

function unwritable(path: string, error: unknown): JournalError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new JournalError(`the journal ${path} cannot be written (${code ?? message})`, { cause: error });
}
