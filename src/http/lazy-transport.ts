import type { Transport, TransportSettings } from './transport.ts';

/** Opens the settings and loads undici with the first request: a run that sends nothing pays for neither. */
export function createLazyTransport(settings: () => Promise<TransportSettings>): Transport {
  let opening: Promise<Transport> | null = null;
  let opened: Transport | null = null;
  const open = async () => {
    const [{ createTransport }, known] = await Promise.all([import('./transport.ts'), settings()]);
    opened = createTransport(known);
    return opened;
  };
  return {
    send: (request) => {
      if (opened !== null) return opened.send(request);
      opening ??= open();
      return opening.then((transport) => transport.send(request));
    },
    async close() {
      // A transport that could not be opened has been reported by `send`.
      await (await opening?.catch(() => null))?.close();
    },
  };
}
