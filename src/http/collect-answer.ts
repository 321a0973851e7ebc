import type { Dispatcher } from 'undici';
import type { CallOff } from './attempt-watch.ts';

const LIMIT_BYTES = 16 * 1024 * 1024;

/** `fault`: why the body is not the whole one. The status counts even then: a 401 is a 401 with half its text. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly fault: null | { readonly unusable: string } | { readonly error: unknown };
}

/** undici's own `request` makes a stream of each body, which costs more than all else about a small answer. */
export function collectAnswer(
  send: (handler: Dispatcher.DispatchHandler) => void,
  callOff: CallOff,
): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let headers: Readonly<Record<string, string>> = {};
    let unusable: string | null = null;
    let size = 0;
    const chunks: Buffer[] = [];
    let abort: ((reason: Error) => void) | null = null;
    const stop = (reason: unknown) => {
      // Before there is a connection, undici knows of no way to give up.
      if (abort === null) reject(reason);
      else abort(asError(reason));
    };
    const settle = (fault: WireAnswer['fault']) => {
      callOff.listen(null);
      const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
      resolve({ status, headers, bytes: fault === null ? whole : Buffer.alloc(0), fault });
    };
    const refuse = (controller: Dispatcher.DispatchController, why: string) => {
      unusable = why;
      controller.abort(new Error(why));
    };
    send({
      onRequestStart(controller) {
        abort = (reason) => controller.abort(reason);
        if (callOff.aborted) stop(callOff.reason);
      },
      onResponseStart(controller, statusCode, raw) {
        if (statusCode < 200) return;
        status = statusCode;
        headers = joined(raw);
        const why = unusableFrom(headers);
        if (why !== null) refuse(controller, why);
      },
      onResponseData(controller, chunk) {
        size += chunk.byteLength;
        chunks.push(chunk);
        if (size > LIMIT_BYTES) refuse(controller, tooLarge);
      },
      // undici takes the socket for free in the next turn of the event loop; who asks sooner gets another one.
      onResponseEnd: () => queueMicrotask(() => setImmediate(settle, null)),
      onResponseError(_controller, error) {
        if (unusable !== null) settle({ unusable });
        else if (status !== 0) settle({ error });
        else {
          callOff.listen(null);
          reject(error);
        }
      },
    });
    callOff.listen(stop);
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('called off', { cause: reason });
}

const tooLarge = 'the answer is too large (more than 16 MiB)';

/** We ask for no compression; a compressed answer may grow a thousandfold when opened. */
function unusableFrom(headers: Readonly<Record<string, string>>): string | null {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') return 'the answer is compressed, which was not asked for';
  return Number(headers['content-length'] ?? 0) > LIMIT_BYTES ? tooLarge : null;
}

/** undici gives the names in lower case. */
function joined(raw: Readonly<Record<string, string | readonly string[] | undefined>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in raw) {
    const value = raw[name];
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}
