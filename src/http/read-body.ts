import type { WireAnswer } from './transport.ts';

const LIMIT_BYTES = 16 * 1024 * 1024;

/** A body, and why it is not the whole one. The status counts even then: a 401 is a 401 with half its text. */
export interface Body {
  readonly bytes: Buffer;
  readonly fault: null | { readonly unusable: string } | { readonly error: unknown };
}

export async function readBody(answer: WireAnswer): Promise<Body> {
  const unusable = unusableFrom(answer.headers);
  if (unusable !== null) {
    answer.discard();
    return faulty({ unusable });
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body) {
      size += chunk.byteLength;
      // Leaving the loop destroys the stream, so no more is received.
      if (size > LIMIT_BYTES) return faulty({ unusable: tooLarge });
      chunks.push(chunk);
    }
  } catch (error) {
    return faulty({ error });
  }
  return { bytes: Buffer.concat(chunks, size), fault: null };
}

const tooLarge = 'the answer is too large (more than 16 MiB)';

/** We ask for no compression; a compressed answer may grow a thousandfold when opened. */
function unusableFrom(headers: Readonly<Record<string, string>>): string | null {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') return 'the answer is compressed, which was not asked for';
  return Number(headers['content-length'] ?? 0) > LIMIT_BYTES ? tooLarge : null;
}

function faulty(fault: NonNullable<Body['fault']>): Body {
  return { bytes: Buffer.alloc(0), fault };
}
