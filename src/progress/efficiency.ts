/** How near a vendor's calls came to what its rate limit allows. */
export interface VendorEfficiency {
  readonly vendor: string;
  /** Attempts sent. */
  readonly calls: number;
  /** Calls ÷ limit; of several accounts or operations side by side, the longest. */
  readonly floorMs: number;
  /** From the first call to the end of the last. */
  readonly wallMs: number;
  /** Floor ÷ wall time: 1 is as fast as the limit allows. A little more is possible, since the first call does not wait. */
  readonly efficiency: number;
}

const LEAST_FLOOR_MS = 2000;
const LEAST_SHARE = 0.25;

/** Whether the limit, and not the vendor's own slowness or a small number of calls, decided how long it took. */
export function isBound({ floorMs, efficiency }: VendorEfficiency): boolean {
  return floorMs >= LEAST_FLOOR_MS && efficiency >= LEAST_SHARE;
}
