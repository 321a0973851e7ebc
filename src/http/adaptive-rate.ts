/** `limit:N,time:T` of an answer that throttled: so many calls in so many milliseconds. */
export interface RateWindow {
  readonly calls: number;
  readonly ms: number;
}

/** How many calls a second one account, or one operation of it, may start: at most `ceiling`, and what answers taught. */
export interface AdaptiveRate {
  /** Infinite: no limit. */
  perSecond(now: number): number;
  /** A call that began then was let through. */
  accepted(startedAt: number, now: number): void;
  /**
   * A call that began then was throttled. Gives the milliseconds until the window that the vendor named has room again;
   * null: not known.
   */
  throttled(startedAt: number, now: number, window: RateWindow | null): number | null;
  /** Milliseconds since when nothing but throttled calls came back; infinite: none was ever let through. */
  refusedMs(now: number): number;
  /** Milliseconds until the oldest call of the last second is a second old: vendors count in seconds, unless they say more. */
  secondOver(now: number): number;
}

/** What one throttling is worth below what was let through. */
const NARROWING = 0.97;
/** One burst of throttled calls narrows once. */
const BURST_MS = 1000;
/** No more calls than go at a time anyway are no measure: it may be their number that the vendor minds, or a small bucket. */
const FEW = 8;
/** Then this is where to begin; it doubles each second until it is met again. */
const CAREFUL = 5;
/** So often narrowing may fail to help; then the pace is not what the vendor minds, and pausing as told must do. */
const FRUITLESS = 3;
const FORGIVEN_MS = 30_000;
/** So long the vendor is trusted to be able to do what it just did. */
const LATELY_MS = 5000;
const LEAST = 1;
const FIRST_QUIET_MS = 10_000;
const LONGEST_QUIET_MS = 300_000;
const FIRST_RAISE = 0.05;
/** Starts remembered, to tell whether a window that the vendor names was filled by us. */
const REMEMBERED = 1024;

export function createAdaptiveRate(ceiling: () => number): AdaptiveRate {
  let named = Number.POSITIVE_INFINITY;
  let learnt = Number.POSITIVE_INFINITY;
  let beforeRaise: number | null = null;
  let raise = FIRST_RAISE;
  let quietMs = FIRST_QUIET_MS;
  let narrowedAt = Number.NEGATIVE_INFINITY;
  /** Of the last narrowing or raise. */
  let changedAt = Number.NEGATIVE_INFINITY;
  /** From when `count` calls were let through. */
  let since: number | null = null;
  let count = 0;
  let refusedInARow = 0;
  /** Of the first throttled call since one was let through; infinitely long ago: none ever was. Null: the last one was. */
  let refusedSince: number | null = Number.NEGATIVE_INFINITY;
  /** The vendor's limit has been met before. */
  let met = false;
  /** What is learnt is but a guess: it is doubled until it is met. */
  let probing = false;
  let narrowings = 0;
  const starts: number[] = [];
  const most = () => Math.min(ceiling(), named);
  const startedSince = (from: number) => starts.filter((at) => at > from).length;
  /** That nothing was throttled says little where hardly anything was asked for. */
  const isUsed = (now: number, ms: number) => startedSince(now - ms) >= Math.min((learnt * ms) / 2000, REMEMBERED / 2);

  const recover = (now: number) => {
    if (learnt >= most() || count === 0) return;
    // Two seconds, for at one a second the last call is more than a second old when the next one is due.
    const [quiet, used] = probing ? [BURST_MS, 2 * BURST_MS] : [quietMs, FIRST_QUIET_MS];
    if (now - changedAt < quiet || !isUsed(now, used)) return;
    changedAt = now;
    if (probing) learnt *= 2;
    else {
      // Slowly at first, since the vendor's limit is near; faster the longer nothing is throttled.
      beforeRaise = learnt;
      learnt *= 1 + raise;
      raise *= 2;
    }
    if (learnt >= most()) learnt = Number.POSITIVE_INFINITY;
  };

  const narrow = (now: number) => {
    const rate = Math.min(most(), learnt);
    // Where little was asked for, or a pause was kept, little was let through since: the best of the last seconds tells more.
    const seconds = Math.max(now - (since ?? now), BURST_MS) / 1000;
    const took = Math.max(count / seconds, bestSecond(starts, now - LATELY_MS));
    const wasProbing = probing;
    // What lets nothing through at all says nothing about the rate that is felt for.
    probing = wasProbing && count === 0;
    if (count === 0) {
      if (refusedInARow > 1 && Number.isFinite(rate)) learnt = rate / 2;
    } else if (!met && took <= FEW) {
      learnt = Math.min(rate, CAREFUL);
      probing = true;
    } else if (took < rate / 2 || wasProbing) learnt = Math.min(rate, NARROWING * took);
    else if (beforeRaise !== null) {
      // It is known where the limit lies: just below is where to stay, and to try higher ever more rarely.
      learnt = beforeRaise;
      quietMs = Math.min(quietMs * 2, LONGEST_QUIET_MS);
    } else if (narrowings < FRUITLESS) {
      learnt = Math.min(rate, Math.max(NARROWING * took, met ? 0.8 * rate : 0));
      narrowings += 1;
    }
    met ||= count > 0;
    learnt = Math.max(learnt, Math.min(LEAST, most()));
  };

  return {
    perSecond(now) {
      recover(now);
      return Math.min(most(), learnt);
    },
    accepted(startedAt, now) {
      since ??= startedAt;
      count += 1;
      refusedInARow = 0;
      refusedSince = null;
      starts.push(startedAt);
      if (starts.length >= 2 * REMEMBERED) starts.splice(0, REMEMBERED);
      if (narrowings > 0 && now - narrowedAt > FORGIVEN_MS) narrowings = 0;
    },
    throttled(startedAt, now, window) {
      const oldest = window === null ? null : filledSince(starts, window, now);
      refusedSince ??= now;
      if (startedAt > narrowedAt && now - narrowedAt >= BURST_MS) {
        refusedInARow += 1;
        if (oldest === null) narrow(now);
        else named = Math.min(named, (window!.calls * 1000) / window!.ms);
        beforeRaise = null;
        raise = FIRST_RAISE;
        narrowedAt = now;
        changedAt = now;
        since = now;
        count = 0;
      }
      return oldest === null ? null : Math.max(oldest + window!.ms - now, 1);
    },
    refusedMs: (now) => (refusedSince === null ? 0 : now - refusedSince),
    secondOver(now) {
      const oldest = starts.reduce((least, at) => (at > now - 1000 && at < least ? at : least), now);
      return oldest === now ? 0 : oldest + 1000 - now;
    },
  };
}

/**
 * When the oldest call began that stands in the way of the next one; null where most of the window is not of our making:
 * then somebody else uses the account too, or the figure is not about us.
 */
function filledSince(starts: readonly number[], { calls, ms }: RateWindow, now: number): number | null {
  const own = starts.filter((at) => at > now - ms).sort((left, right) => left - right);
  if (calls > REMEMBERED || own.length < calls / 2 || own.length === 0) return null;
  return own[Math.max(own.length - calls, 0)]!;
}

/** The most calls that began within one second, of those after `from`. */
function bestSecond(starts: readonly number[], from: number): number {
  const lately = starts.filter((at) => at > from).sort((left, right) => left - right);
  let [best, first] = [0, 0];
  for (const [last, at] of lately.entries()) {
    while (lately[first]! <= at - 1000) first += 1;
    best = Math.max(best, last - first + 1);
  }
  return best;
}
