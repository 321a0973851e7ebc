import type { Transport, TransportSettings } from './transport.ts';

/** Opens the settings and loads undici with the first request: a run that sends nothing pays for neither. */
export function createLazyTransport(settings: () => Promise<TransportSettings>): Transport {
  let opened: Promise<Transport> | null = null;
  const open = async () => {
    const [{ createTransport }, known] = await Promise.all([import('./transport.ts'), settings()]);
    return createTransport(known);
  };
  return {
    async send(request) {
      opened ??= open();
      return (await opened).send(request);
    },
    async close() {
      // A transport that could not be opened has been reported by `send`.
      await (await opened?.catch(() => null))?.close();
    },
  };
}
