import type { OpenConnection, ProviderIo, Session } from '../provider.ts';
import { createApi } from './api.ts';
import { apply, type Writer } from './apply.ts';
import { type Call, createCall } from './call.ts';
import { discover } from './discover.ts';
import { regionOf } from './endpoint.ts';
import { observe } from './observe.ts';
import { reach } from './reach.ts';
import { createRegion } from './region.ts';
import { createRole } from './role.ts';
import { verify } from './verify.ts';

/** No rate is documented for these actions. */
const DEFAULTS = { concurrency: 8 };
/** DescribeAuditRecords may be called 100 times a minute by the account; a tenth is left to others. */
const RECORDS = { concurrency: 1, requestsPerSecond: 1.5 };

/** One region of one account. Throws AF216 when the connection has no region. */
export function open(connection: OpenConnection, io: ProviderIo): Session {
  const api = createApi(createCall(connection, io, DEFAULTS), regionOf(connection));
  const region = createRegion(api, () => io.clock.now());
  const [written, statuses, borrowed] = [new Set<string>(), new Map<string, string>(), new Set<number>()];
  const writer: Writer = { api, region, hasRole: createRole(api), written, statuses, borrowed, io };
  let counting: Call | null = null;
  // Only when records are asked for: its rate would slow down all other calls of the connection.
  const records = () => {
    counting ??= createCall(connection, io, RECORDS);
    return counting;
  };
  return {
    read: (wanted) => observe(writer, wanted),
    reach: (delta) => reach(api, region, delta),
    apply: (operation, wanted) => apply(writer, operation, wanted),
    verify: ({ target }, live) => verify(records, String(target.InstanceId), live, io.clock.now()),
    discover: () => discover(api, region),
  };
}
