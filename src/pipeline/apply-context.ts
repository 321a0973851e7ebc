import type { Journal } from '../journal/journal.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import type { Clock, Provider } from '../providers/provider.ts';
import type { ApplyEvent } from './apply-event.ts';
import type { Memory } from './record-change.ts';
import type { Exclusive } from './exclusive.ts';
import type { Sessions } from './sessions.ts';

/** What all targets of one apply share. */
export interface ApplyContext {
  readonly plan: Plan;
  readonly providerOf: (kind: string) => Provider;
  /** Opened for writing. */
  readonly sessions: Sessions;
  readonly journal: Journal;
  /** Who runs this, from which commit, and what was consented to on the command line: for the journal. */
  readonly provenance: JsonObject;
  /** By identity; grows while the run writes. */
  readonly memory: Map<string, Memory>;
  /** Settings with a wider scope that this run has written, by scope key and member. */
  readonly written: Map<string, Json>;
  readonly exclusive: Exclusive;
  readonly clock: Clock;
  /** Milliseconds until a write must show. */
  readonly settleMs: number;
  readonly parallelism: number;
  /** Nothing new is started once this is aborted. */
  readonly stop: AbortSignal;
  /** Once this is aborted nobody waits for what is in flight any more. */
  readonly cut?: AbortSignal;
  readonly onEvent: (event: ApplyEvent) => void;
}
