import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../model/digest.ts';
import { JournalError } from '../model/journal-error.ts';
import type { Json } from '../model/json.ts';

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
  let queue: Promise<void> = Promise.resolve();
  let broken: JournalError | null = null;
  const append = async (entry: JournalEntry): Promise<void> => {
    // After a line that may be there in part, another would look like tampering.
    if (broken !== null) throw broken;
    const line = JSON.stringify({ at: new Date(now()).toISOString(), run, ...entry, prev });
    try {
      await handle.appendFile(`${line}\n`);
      await handle.datasync();
    } catch (error) {
      broken = unwritable(file, error);
      throw broken;
    }
    prev = sha256(line);
  };
  return {
    file,
    run,
    write: (entry) => {
      const written = queue.then(() => append(entry));
      // A failed line must not keep later outcomes from being tried; its own caller sees the failure.
      queue = written.catch(() => undefined);
      return written;
    },
    close: async () => {
      await queue;
      await handle.close();
    },
  };
}

async function create(folder: string, file: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return open(file, 'ax', 0o600);
}

function unwritable(path: string, error: unknown): JournalError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new JournalError(`the journal ${path} cannot be written (${code ?? message})`, { cause: error });
}
