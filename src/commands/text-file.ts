import { constants, createReadStream, openSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const NEXT_LOOK_MS = 100;
const CHUNK_BYTES = 1024 * 1024;

/** What ends the waiting for a named pipe's other end, and the writing into one. */
export interface PipeBounds {
  /** Nobody is waited for any more. */
  readonly stop: AbortSignal;
  /** What is under way is let go. */
  readonly abort: AbortSignal;
}

/** There is more to read than what is asked for ever has. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/**
 * A file's text; a named pipe's when its writer has closed it, or the reason of `stop` as an error. Throws TooLargeError
 * as soon as it has more than `most` bytes: pipes and devices may go on for ever.
 */
export async function readTextFile(file: string, stop: AbortSignal, most: number): Promise<string> {
  const found = await stat(file);
  if (found.isFile() && found.size > most) throw new TooLargeError();
  const stream = found.isFIFO()
    ? new Socket({ fd: openPipe(file, constants.O_RDONLY), readable: true, writable: false })
    : createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of addAbortSignal(stop, stream) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) throw new TooLargeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Waits for a named pipe's reader, like any program that writes into one. Throws the file system's error. */
export async function writeTextFile(file: string, text: string, { stop, abort }: PipeBounds): Promise<void> {
  if (!(await isPipe(file))) return writeFile(file, text);
  let fd = openedByReader(file);
  for (; fd === null && !stop.aborted; fd = openedByReader(file))
    await sleep(NEXT_LOOK_MS, null, { signal: stop }).catch(() => undefined);
  const pipe = new Socket({ fd: fd ?? openPipe(file, constants.O_WRONLY), readable: false, writable: true });
  await pipeline([text], pipe, { signal: abort });
}

export async function isPipe(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFIFO(),
    () => false,
  );
}

/** Null while nobody reads. */
function openedByReader(file: string): number | null {
  try {
    return openPipe(file, constants.O_WRONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return null;
    throw error;
  }
}

/** Else opening waits for the other end in a thread of Node's pool, and no signal, not even process.exit, ends that. */
function openPipe(file: string, access: number): number {
  return openSync(file, access | constants.O_NONBLOCK);
}
