import type { OpenConnection, ProviderIo, Session } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { createApi } from './api.ts';
import { apply } from './apply.ts';
import { createCall } from './call.ts';
import { discover } from './discover.ts';
import { observe } from './observe.ts';
import { reach } from './reach.ts';
import { verify } from './verify.ts';

/** One project of one region. Throws AF216 when the connection lacks either. */
export function open(connection: OpenConnection, io: ProviderIo): Session {
  const { projectId } = connection;
  if (projectId === null)
    throw new ProviderError('The connection has no project_id.', {
      code: 'AF216',
      trouble: 'refused',
      sent: 'no',
      fix: 'Add project_id: each region has its own.',
    });
  const api = createApi(createCall(connection, projectId, io), projectId);
  return {
    read: (wanted) => observe(api, wanted),
    reach: (delta) => reach(api, delta),
    apply: (operation, wanted, writing) => apply(api, operation, wanted, writing),
    verify: ({ target }, live) => verify(api, String(target.instance_id), live, io.clock.now()),
    discover: () => discover(api),
  };
}
