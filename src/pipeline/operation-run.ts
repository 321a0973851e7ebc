import type { Target } from '../model/manifest.ts';
import type { Observation } from '../model/observation.ts';
import type { Operation } from '../model/operation.ts';
import type { OutcomeStatus } from '../model/outcome.ts';
import type { Receipt, Session } from '../providers/provider.ts';
import type { ApplyContext } from './apply-context.ts';

/** One operation being carried out. */
export interface Run {
  readonly context: ApplyContext;
  readonly target: Target;
  readonly session: Session;
  readonly operation: Operation;
  /** Nothing of it is there yet: its target is as it was when it was planned. */
  readonly isOpen: boolean;
}

/** How it ended. */
export interface Ending {
  readonly status: OutcomeStatus;
  readonly error: string | null;
  readonly live: Observation;
  readonly receipt?: Receipt;
  /** The settings show as wanted, whatever the vendor still does. */
  readonly shown?: boolean;
}
