// Another thread for the parser: takes chunks until none is left, and sends back what became of each.
import { parentPort, workerData } from 'node:worker_threads';
import { type ChunkQueue, takeChunks } from './chunk-queue.ts';
import { parseChunk } from './parse-chunk.ts';

for (const { index, bytes } of takeChunks(workerData as ChunkQueue))
  parentPort!.postMessage({ index, parsed: parseChunk(bytes) });
