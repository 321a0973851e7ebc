import type { RunWatch, WatchedLimiter, Work } from '../connection/run-watch.ts';
import { isProviderError } from '../providers/provider-error.ts';
import { type CallCounts, createLimiterTally, type LimiterTally } from './limiter-tally.ts';
import { secondsLeft } from './seconds-left.ts';
import type { VendorEfficiency } from './efficiency.ts';
import { SILENT_SECONDS, type VendorProgress } from './vendor-progress.ts';

export interface TallyOptions {
  /** How much there is to do, by vendor. */
  readonly totals: ReadonlyMap<string, number>;
  /** The work that finishes a target; null: `finish` is called for each piece. */
  readonly finishedBy: Work['kind'] | null;
  readonly now: () => number;
}

/** Counts what one run does, vendor by vendor. */
export interface Tally {
  readonly watch: RunWatch;
  finish(vendor: string, well: boolean): void;
  progress(): VendorProgress[];
  /** Of each vendor whose rate was limited. */
  efficiency(): VendorEfficiency[];
}

interface Vendor {
  readonly total: number;
  done: number;
  failed: number;
  /** Read, with more to come. */
  halfway: number;
  /** Pieces of work that go on. */
  running: number;
  readonly counts: CallCounts;
  readonly limiters: Map<WatchedLimiter, LimiterTally>;
}

export function createTally({ totals, finishedBy, now }: TallyOptions): Tally {
  const started = now();
  const vendors = new Map<string, Vendor>();
  const vendorOf = (id: string): Vendor => {
    const known = vendors.get(id) ?? emptyVendor(totals.get(id) ?? 0);
    vendors.set(id, known);
    return known;
  };
  for (const id of totals.keys()) vendorOf(id);
  const finish = (id: string, well: boolean) => {
    vendorOf(id)[well ? 'done' : 'failed'] += 1;
  };
  const each = <T>(make: (id: string, vendor: Vendor) => T): T[] =>
    [...vendors].map(([id, vendor]) => make(id, vendor));
  return {
    watch: {
      opened({ system, limiter }) {
        const vendor = vendorOf(system);
        const known = vendor.limiters.get(limiter) ?? createLimiterTally(vendor.counts, limiter, now);
        vendor.limiters.set(limiter, known);
        return known.observer;
      },
      unopened(system) {
        if (finishedBy !== null) finish(system, false);
      },
      async work({ kind, system }, run) {
        const vendor = vendorOf(system);
        vendor.running += 1;
        try {
          const result = await run();
          if (kind === finishedBy) finish(system, true);
          else if (kind === 'read' && finishedBy !== null) vendor.halfway += 1;
          return result;
        } catch (error) {
          // A target that cannot be read gets no further; one that was interrupted did not fail.
          const last = kind === finishedBy || (kind === 'read' && finishedBy !== null);
          if (last && isProviderError(error)) finish(system, false);
          throw error;
        } finally {
          vendor.running -= 1;
          if (kind === 'verify' && finishedBy === 'verify') vendor.halfway -= 1;
        }
      },
    },
    finish,
    progress: () => each((id, vendor) => progressOf(id, vendor, started, now())),
    efficiency: () => each(efficiencyOf).filter(({ floorMs }) => floorMs > 0),
  };
}

function emptyVendor(total: number): Vendor {
  const counts = { inFlight: 0, waiting: 0, calls: 0, throttled: 0, firstAt: null, busySince: 0, lastAt: 0 };
  return { total, done: 0, failed: 0, halfway: 0, running: 0, counts, limiters: new Map() };
}

function progressOf(id: string, vendor: Vendor, started: number, now: number): VendorProgress {
  const { total, done, failed, halfway, running, counts, limiters } = vendor;
  const { inFlight, waiting, calls, throttled } = counts;
  const loads = [...limiters.values()].map((limiter) => limiter.load());
  const since = Math.max(counts.lastAt, counts.busySince);
  const silentSeconds = inFlight > 0 ? Math.floor((now - since) / 1000) : 0;
  const finished = done + failed + halfway / 2;
  const left = secondsLeft({ total, finished, running, elapsedMs: now - started, limiters: loads });
  const heldMs = loads.reduce((most, { open, pausedMs }) => (open > 0 ? Math.max(most, pausedMs) : most), 0);
  const heldSeconds = Math.round(heldMs / 1000);
  const known = { vendor: id, total, done, failed, inFlight, waiting, calls, throttled, silentSeconds, heldSeconds };
  return { ...known, secondsLeft: silentSeconds < SILENT_SECONDS ? left : null };
}

function efficiencyOf(id: string, { counts, limiters }: Vendor): VendorEfficiency {
  const floorMs = [...limiters.values()].reduce((most, limiter) => Math.max(most, limiter.floorMs()), 0);
  const wallMs = counts.firstAt === null ? 0 : counts.lastAt - counts.firstAt;
  return { vendor: id, calls: counts.calls, floorMs, wallMs, efficiency: wallMs > 0 ? floorMs / wallMs : 1 };
}
