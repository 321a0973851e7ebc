/** Large enough that handing one to a thread costs nothing beside parsing it, small enough to share out evenly. */
const LEAST_BYTES = 64 * 1024;
const MARKER = Buffer.from('\n---');

/**
 * Cuts a file between its documents, into pieces of at least so many bytes. YAML forbids a line that starts with the
 * marker anywhere within a document, block text included, so every such line begins one.
 * Source: https://yaml.org/spec/1.2.2/#rule-c-forbidden
 */
export function chunksOf(bytes: Uint8Array, leastBytes = LEAST_BYTES): Uint8Array[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text.length < 2 * leastBytes || hasDirectives(text)) return [bytes];
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (let at = text.indexOf(MARKER, leastBytes); at >= 0; at = text.indexOf(MARKER, at + 1)) {
    if (at + 1 - start < leastBytes || !isMarker(text, at)) continue;
    chunks.push(bytes.subarray(start, at + 1));
    start = at + 1;
  }
  return [...chunks, bytes.subarray(start)];
}

/** They may count for more than the document that follows. */
function hasDirectives(text: Buffer): boolean {
  return text[0] === 0x25 || text.includes('\n%');
}

/** White space must follow, or the end. */
function isMarker(text: Buffer, at: number): boolean {
  const next = text[at + MARKER.length];
  return next === undefined || next === 0x20 || next === 0x09 || next === 0x0a || next === 0x0d;
}
