import type { OpenConnection, ProviderIo, Session } from '../provider.ts';
import { createApi } from './api.ts';
import { apply, type Writer } from './apply.ts';
import { createCall } from './call.ts';
import { discover } from './discover.ts';
import { regionOf } from './endpoint.ts';
import { observe } from './observe.ts';
import { reach } from './reach.ts';
import { createRegion } from './region.ts';
import { createRole } from './role.ts';
import { verify } from './verify.ts';

/** One region of one account. Throws AF216 when the connection has no region. */
export function open(connection: OpenConnection, io: ProviderIo): Session {
  const call = createCall(connection, io);
  const api = createApi(call, regionOf(connection));
  const region = createRegion(api, () => io.clock.now());
  const [written, statuses, borrowed] = [new Set<string>(), new Map<string, string>(), new Set<number>()];
  const writer: Writer = { api, region, hasRole: createRole(api), written, statuses, borrowed, io };
  return {
    read: (wanted) => observe(writer, wanted),
    reach: (delta) => reach(api, region, delta),
    apply: (operation, wanted, writing) => apply({ ...writer, writing }, operation, wanted),
    verify: ({ target }, live) => verify(call, String(target.InstanceId), live, io.clock.now()),
    discover: () => discover(api, region),
  };
}
