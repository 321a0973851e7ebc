import type { Target } from '../model/manifest.ts';
import type { Session } from '../providers/provider.ts';

/** Opened connections of one run: targets that name the same connection share a session, its limits and its lock-out. */
export interface Sessions {
  /** Throws ProviderError AF217 when an address or secret cannot be opened. */
  of(target: Pick<Target, 'kind' | 'connection'>): Promise<Session>;
  close(): Promise<void>;
}
