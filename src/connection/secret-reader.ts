import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { SecretReference } from '../model/manifest.ts';
import { ProviderError } from '../providers/provider-error.ts';
import { type Environment, readVariable } from './environment.ts';

const LIMIT_BYTES = 64 * 1024;

export interface SecretSources {
  readonly environment: Environment;
  /** Folders below which absolute paths may lie. */
  readonly secretsDirs: readonly string[];
  /** 64 KiB unless told. */
  readonly limitBytes?: number;
}

/** Opens a secret. Manifests may come from anybody with a pull request, so files are read inside permitted folders only. */
export async function readSecret(reference: SecretReference, sources: SecretSources): Promise<string> {
  if ('fromEnv' in reference) return readVariable(reference.fromEnv, sources.environment);
  const path = reference.fromFile;
  const real = await permitted(reference, sources.secretsDirs);
  const text = decode(path, await readBytes(path, real, sources.limitBytes ?? LIMIT_BYTES));
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw refused(path, 'is empty');
  return secret;
}

/** Links are resolved first: what counts is where the file lies, not what the path looks like. */
async function permitted(
  { fromFile, base, root }: { readonly fromFile: string; readonly base?: string; readonly root?: string },
  secretsDirs: readonly string[],
): Promise<string> {
  if (fromFile.includes('\0')) throw refused('with a NUL in its path', 'is no path');
  const absolute = isAbsolute(fromFile);
  if (!absolute && base === undefined) throw refused(fromFile, 'is relative, but to no known folder');
  const real = await realpath(absolute ? fromFile : resolve(base!, fromFile)).catch((error: unknown) => {
    throw refused(fromFile, 'cannot be read', error);
  });
  for (const folder of absolute ? secretsDirs : [root ?? base!]) {
    if (await lies(real, folder)) return real;
  }
  const where = absolute ? 'outside the folders for secrets' : 'outside the folder of the manifests';
  throw refused(fromFile, `lies ${where}`, undefined, 'Move the file, or name its folder with --secrets-dir.');
}

async function lies(real: string, folder: string): Promise<boolean> {
  const inside = await realpath(folder).catch(() => null);
  if (inside === null) return false;
  const way = relative(inside, real);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function readBytes(path: string, real: string, limit: number): Promise<Buffer> {
  // The path holds no links any more; one put there since is refused, and a pipe does not keep us waiting.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  let file: FileHandle | null = null;
  try {
    file = await open(real, flags);
    const { size } = await checkRegular(path, file);
    if (size > limit) throw refused(path, `is larger than ${limit / 1024} KiB`);
    return await readAtMost(file, path, limit);
  } catch (error) {
    throw error instanceof ProviderError ? error : refused(path, 'cannot be read', error);
  } finally {
    await file?.close();
  }
}

async function checkRegular(path: string, file: FileHandle): Promise<{ readonly size: number }> {
  const found = await file.stat();
  if (!found.isFile()) throw refused(path, 'is not a regular file');
  return found;
}

/** Sizes in /proc are 0, and a file can grow: what counts is what was read. */
async function readAtMost(file: FileHandle, path: string, limit: number): Promise<Buffer> {
  const buffer = Buffer.alloc(limit + 1);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
    filled += bytesRead;
    if (filled > limit) throw refused(path, `is larger than ${limit / 1024} KiB`);
    if (bytesRead === 0) return buffer.subarray(0, filled);
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused(path, 'is not UTF-8 text');
  }
}

function refused(path: string, why: string, error?: unknown, fix?: string): ProviderError {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new ProviderError(`Secret file ${path} ${why}${code}`, {
    code: 'AF217',
    trouble: 'refused',
    sent: 'no',
    ...(fix === undefined ? {} : { fix }),
  });
}
