import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The bytes of a file, never those of a pipe or a device, which may keep a reader waiting or busy for ever; null for
 * these. Throws the file system's error.
 */
export async function readRegularFile(path: string): Promise<Buffer | null> {
  // Without O_NONBLOCK, opening a pipe waits for somebody who writes, and no signal ends that.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return (await handle.stat()).isFile() ? await handle.readFile() : null;
  } finally {
    await handle.close();
  }
}
