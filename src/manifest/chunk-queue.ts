/** Pieces of bytes that several threads take in turn. Plain data and shared memory, so that it can be sent to a thread. */
export interface ChunkQueue {
  readonly bytes: Uint8Array;
  /** Where the pieces end; each starts where the one before ends. */
  readonly ends: readonly number[];
  /** One number: how many are taken. */
  readonly taken: Int32Array;
}

export function createChunkQueue(pieces: readonly Uint8Array[]): ChunkQueue {
  const ends: number[] = [];
  for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + piece.byteLength);
  const bytes = new Uint8Array(new SharedArrayBuffer(ends.at(-1) ?? 0));
  for (const [index, piece] of pieces.entries()) bytes.set(piece, ends[index - 1] ?? 0);
  return { bytes, ends, taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

/** Every piece goes to exactly one taker. Copies, since decoders refuse shared memory. */
export function* takeChunks({ bytes, ends, taken }: ChunkQueue): Generator<{ index: number; bytes: Uint8Array }> {
  for (let index = Atomics.add(taken, 0, 1); index < ends.length; index = Atomics.add(taken, 0, 1))
    yield { index, bytes: bytes.slice(ends[index - 1] ?? 0, ends[index]) };
}
