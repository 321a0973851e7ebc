import type { TairApi } from './api.ts';
import type { Region } from './region.ts';
import type { Waiting } from './while-busy.ts';

/** What one session knows and asks with. */
export interface Observer {
  readonly api: TairApi;
  readonly region: Region;
  readonly hasRole: () => Promise<boolean>;
  /** Ids that this session wrote to: their status tells when the vendor is done. */
  readonly written: ReadonlySet<string>;
  /** Status as the last reading found it, until a write has taken note of it. */
  readonly statuses: Map<string, string>;
  /** Days that this session sent although only another manifest asks for them. */
  readonly borrowed: ReadonlySet<number>;
  readonly io: Waiting;
}
