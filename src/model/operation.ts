import type { Condition } from './fact.ts';
import type { Json } from './json.ts';

/** One vendor write, as data. */
export interface Operation {
  /** `Kind/name/verb-object`, such as `RedisEnterpriseCluster/eu-prod/set-sink`. No counters. */
  readonly id: string;
  readonly address: string;
  /** For people, naming the vendor call: "PUT /v1/cluster/policy: audit new databases". */
  readonly summary: string;
  /** All that the session's `apply` needs, as JSON; secrets stay references. */
  readonly input: Json;
  /** Ids of the changes it brings about. */
  readonly realises: readonly string[];
  readonly requires: readonly Condition[];
  readonly ensures: readonly Condition[];
  /** True when sending it twice ends like sending it once, so that it may be repeated after a read-back. */
  readonly repeatable: boolean;
  /**
   * Operations with the same key never run at the same time, whatever their target. Only targets that leave settings with
   * `x-audit.scope` as they are may overlap; of those, one write is sent at a time.
   */
  readonly exclusive: string | null;
}
