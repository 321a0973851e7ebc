import { whenKnown } from '../../http/awaitable.ts';
import { watchedWrites } from '../../http/watched-writes.ts';
import type { OpenConnection, ProviderIo, Session } from '../provider.ts';
import { createDirectory } from './directory.ts';
import { discover } from './discover.ts';
import { locate } from './locate.ts';
import { observe } from './observe.ts';
import { reach } from './reach.ts';
import { verify } from './verify.ts';
import { write } from './write.ts';

/** The smallest plan permits 1,000 calls a minute (dbaudit.ai/docs/api). */
const DEFAULTS = { concurrency: 8, requestsPerSecond: 1000 / 60 };

export function open(connection: OpenConnection, io: ProviderIo): Session {
  const endpoint = connection.endpoint!;
  const http = io.http({
    baseUrl: endpoint,
    authenticate: (_request, access) =>
      whenKnown(io.credentials(access), ({ apiKey }) => ({ authorization: `Bearer ${apiKey}` })),
    defaults: DEFAULTS,
  });
  const directory = createDirectory(http, io.clock);
  return {
    read: async (wanted) => observe(wanted, endpoint, await locate(directory, wanted.target)),
    reach: async (delta) => reach(delta),
    apply: (operation, wanted, writing) => {
      directory.writing();
      return write({ http, writer: watchedWrites(http, writing), writing }, io, directory, operation, wanted);
    },
    verify: (_wanted, live, probe) => verify(http, live, probe, io.clock.now()),
    discover: () => discover(http),
  };
}
