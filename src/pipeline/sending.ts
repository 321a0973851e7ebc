import { interrupted } from '../providers/provider-error.ts';
import type { WriteWatch } from '../providers/provider.ts';
import { whenAborted } from '../when-aborted.ts';

/** What went on the wire of one operation, and whether anybody knows what became of it. */
export interface Sending {
  /** An intent is in the journal, so an outcome must be. */
  readonly announced: boolean;
  /** How often the write was sent. */
  readonly attempts: number;
  /** Some write went on the wire and was not plainly refused: it may have been made. */
  readonly inDoubt: boolean;
  /** Puts the intent of the session's next `apply` into the journal; it is told how that goes. */
  announce(intent: () => Promise<void>, stop: AbortSignal): Promise<WriteWatch>;
  /** All that this `apply` has sent was plainly refused. */
  settle(): void;
  /** As `work`; an interrupt ends it as soon as it has nothing at the vendor that must be seen through. */
  orTakenBack<T>(stop: AbortSignal, work: Promise<T>): Promise<T>;
}

export function createSending(): Sending {
  let announced = false;
  // Of those before this `apply`; then of this one: sent, and of these refused.
  let [before, doubts, sent, refused] = [0, 0, 0, 0];
  let onBack = () => {};
  const isUnderWay = () => sent > refused;
  const sending: Sending = {
    get announced() {
      return announced;
    },
    get attempts() {
      return before + sent;
    },
    get inDoubt() {
      return doubts > 0 || isUnderWay();
    },
    announce: async (intent, stop) => {
      const first = !announced;
      // Before it is on disk: who lets go of it meanwhile knows that the line may be there.
      announced = true;
      await intent().catch((error: unknown) => {
        announced = !first;
        throw error;
      });
      before = sending.attempts;
      doubts += isUnderWay() ? 1 : 0;
      [sent, refused] = [0, 0];
      return {
        until: stop,
        get attempts() {
          return sent;
        },
        sent: () => {
          sent += 1;
        },
        unsent: () => {
          sent -= 1;
          onBack();
        },
        refused: () => {
          refused += 1;
          onBack();
        },
      };
    },
    settle: () => {
      refused = sent;
    },
    orTakenBack: (stop, work) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (stop.aborted && !isUnderWay()) reject(interrupted());
        };
        onBack = look;
        const callOff = whenAborted(stop, look);
        const over = () => {
          onBack = () => {};
          callOff();
        };
        void work.then(resolve, reject).finally(over);
      }),
  };
  return sending;
}
