import { createSending } from '../../src/pipeline/sending.ts';
import type { WriteWatch } from '../../src/providers/provider.ts';

/** As a write gets it from the pipeline. */
export function writeWatch(): Promise<WriteWatch> {
  return createSending().announce(async () => undefined, new AbortController().signal);
}
