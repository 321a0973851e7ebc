import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type ChunkQueue, createChunkQueue, takeChunks } from './chunk-queue.ts';
import { chunksOf } from './chunks.ts';
import type { ManifestFile } from './manifest-files.ts';
import { type ParsedChunk, parseChunk } from './parse-chunk.ts';
import { joinChunks } from './join-chunks.ts';
import { type ParsedFile, parseFile } from './source-document.ts';

/** Some five thousand manifests. A thread has to load and warm up its own parser: with fewer, that is what it mostly does. */
const WORTH_A_THREAD_BYTES = 2 * 1024 * 1024;
const MOST_THREADS = 3;
/** Beside the bundle. Where the sources run as they are there is none, and this thread does all. */
const worker = fileURLToPath(new URL('parse-worker.js', import.meta.url));

/**
 * Parses files in several threads, since parsing takes most of a large run's own time. Each file is read as `parseFile`
 * reads it, which has the last word on every file that is not spotless.
 */
export async function parseFiles(files: readonly ManifestFile[]): Promise<ParsedFile[]> {
  const chunks = files.map(({ bytes }) => chunksOf(bytes));
  const parsed = await parseChunks(chunks.flat());
  let next = 0;
  return files.map((file, index) => {
    const own = parsed.slice(next, next + chunks[index]!.length);
    next += own.length;
    return joinChunks(file, own) ?? parseFile(file);
  });
}

async function parseChunks(chunks: readonly Uint8Array[]): Promise<(ParsedChunk | null)[]> {
  const size = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const threads = Math.min(availableParallelism() - 1, MOST_THREADS, chunks.length - 1);
  if (size < WORTH_A_THREAD_BYTES || threads < 1 || !existsSync(worker)) return chunks.map(parseChunk);
  const queue = createChunkQueue(chunks);
  const results: (ParsedChunk | null)[] = [];
  const others = Array.from({ length: threads }, () => startThread(queue, results));
  for (const { index, bytes } of takeChunks(queue)) results[index] = parseChunk(bytes);
  await Promise.all(others);
  // What a thread took and could not finish is null like all that `parseFile` has to look at.
  return chunks.map((_, index) => results[index] ?? null);
}

/** Resolves when the thread has ended, however it did. */
function startThread(queue: ChunkQueue, results: (ParsedChunk | null)[]): Promise<void> {
  return new Promise((resolve) => {
    const thread = new Worker(worker, { workerData: queue });
    thread.on('message', ({ index, parsed }: { index: number; parsed: ParsedChunk | null }) => {
      results[index] = parsed;
    });
    thread.on('error', () => resolve());
    thread.on('exit', () => resolve());
  });
}
