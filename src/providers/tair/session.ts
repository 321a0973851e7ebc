import type { JsonObject } from '../../model/json.ts';
import { member } from '../../model/json.ts';
import type { OpenConnection, ProviderIo, Session } from '../provider.ts';
import { isProviderError } from '../provider-error.ts';
import { createCall } from './api.ts';
import { discover } from './discover.ts';
import { regionOf } from './endpoint.ts';
import { observe } from './observe.ts';
import { reach } from './reach.ts';
import { verify } from './verify.ts';
import { booleanOf } from './wire.ts';

const DEFAULTS = { concurrency: 8 };
/** DescribeAuditRecords is limited to 100 calls a minute for the account; a tenth is left to others. */
const RECORDS = { concurrency: 1, requestsPerSecond: 1.5 };

export function open(connection: OpenConnection, io: ProviderIo): Session {
  const region = regionOf(connection);
  const call = createCall(connection, io, DEFAULTS);
  const written = new Set<string>();
  let role: Promise<boolean> | null = null;
  const roleExists = () => {
    role ??= call('DescribeServiceLinkedRoleExists', { RegionId: region, Engine: 'Redis' }).then(
      (response) => booleanOf(response, 'ExistsServiceLinkedRole'),
      (error: unknown) => {
        // Who may not ask leaves it to the vendor, which refuses the write when the role is missing.
        if (isProviderError(error) && error.trouble === 'refused' && error.code !== 'AF302') return true;
        role = null;
        throw error;
      },
    );
    return role;
  };
  return {
    read: (wanted) => observe(call, region, wanted, { watchStatus: written.has(String(wanted.target.InstanceId)), roleExists }),
    reach: (delta) => reach(call, region, delta),
    apply: async (operation, { target }) => {
      if (operation.id.endsWith('/create-service-linked-role')) {
        role = null;
        await call('InitializeKvstorePermission', { RegionId: region }, 'write');
        return {};
      }
      const id = String(target.InstanceId);
      written.add(id);
      const config = member(operation.input, 'config') as JsonObject;
      const parameters = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]));
      await call('ModifyAuditLogConfig', { InstanceId: id, ...parameters }, 'write');
      return {};
    },
    verify: ({ target }, live) => verify(createCall(connection, io, RECORDS), String(target.InstanceId), live, io.clock.now()),
    discover: () => discover(call, region),
  };
}
