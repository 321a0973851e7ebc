import type { Change } from '../model/change.ts';
import { sha256 } from '../model/digest.ts';
import { canonical, type Json } from '../model/json.ts';

/** Names one state of drift: which settings differ, and from what to what. Order, lines and times do not matter. */
export function driftFingerprint(changes: readonly Change[]): string {
  const facts = changes.map(({ address, path, before, after }) =>
    canonical({ address, path, before: before as Json, after: after as Json }),
  );
  return sha256(facts.sort().join('\n')).slice(0, 32);
}
