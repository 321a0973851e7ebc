import type { Writable } from 'node:stream';

export interface StandardOutput {
  readonly write: (text: string) => void;
  /** Waits for what was written, then says why not all of it could be (`ENOSPC`); null: it could, or the reader went away. */
  readonly unwritten: () => Promise<string | null>;
}

/** Output that outlives its failure: what a run has begun at vendors must be seen through. */
export function openStandardOutput(stream: Writable): StandardOutput {
  let failed: string | null = null;
  let gone = false;
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that goes away (| head) is no error of ours.
    if (code === 'EPIPE') gone = true;
    else failed ??= code ?? message;
  });
  return {
    write: (text) => {
      if (!gone && failed === null) stream.write(text);
    },
    unwritten: async () => {
      if (gone || failed !== null) return failed;
      await new Promise<void>((done) => void stream.write('', () => done()));
      // The event of a failure follows the callback.
      await new Promise<void>((done) => void setImmediate(done));
      return failed;
    },
  };
}
