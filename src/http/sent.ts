import type { HttpResponse } from './http-client.ts';

/** How often a write went on the wire, where that was not once: the client repeats what the vendor had no time for. */
export interface Sent {
  readonly attempts?: number;
}

/** As its answer says. */
export function sent({ attempts }: HttpResponse): Sent {
  return attempts === undefined ? {} : { attempts };
}
