import type { AnswerClass, HttpResponse } from '../../http/http-client.ts';
import type { RateWindow } from '../../http/adaptive-rate.ts';
import { vendorError } from './vendor-error.ts';

/** First step of the wait while a window of minutes is used up. */
const FIRST_WAIT_MS = 2_000;

/** What the HTTP client must act on by itself. `renewable`: a token is in use. */
export function createClassifier(
  renewable: () => boolean,
  random: () => number = Math.random,
): (response: HttpResponse) => AnswerClass | null {
  let streak = 0;
  return (response) => {
    const { code, text } = response.status < 400 ? { code: '', text: '' } : vendorError(response);
    if (response.status === 429 || code === 'APIGW.0308') {
      // Retry-After is not documented; where it is sent, the client goes by it.
      return { kind: 'throttled', ...waitFor(text, streak++, random) };
    }
    streak = 0;
    if (response.status !== 401) return null;
    // A token that cannot be decrypted, and a wrong signature, stay so; any other token may just have ended early.
    const lasting = code === 'APIGW.0301' || code.startsWith('IAM.');
    return !lasting && renewable() ? { kind: 'renew' } : { kind: 'login-refused' };
  };
}

/** "limit:5,time:1 second" tells the window. One of minutes that we did not fill is not waited out: a place may come free at any time. */
function waitFor(text: string, streak: number, random: () => number): Pick<AnswerClass, 'waitMs' | 'window'> {
  const window = windowOf(text);
  if (window === null) return {};
  if (window.ms < 60_000) return { window, waitMs: window.ms };
  return { window, waitMs: Math.ceil(random() * Math.min(window.ms, FIRST_WAIT_MS * 2 ** streak)) };
}

/** The gateway's words, or IAM's: "Threshold: 5 times per 60 seconds". */
function windowOf(text: string): RateWindow | null {
  const found =
    /limit:\s*(\d{1,9}),\s*time:\s*(\d{1,6})\s*(second|minute)/i.exec(text) ??
    /threshold:\s*(\d{1,9}) times per (\d{1,6}) (second|minute)/i.exec(text);
  if (found === null) return null;
  const ms = Number(found[2]) * (found[3]!.toLowerCase() === 'second' ? 1_000 : 60_000);
  const calls = Number(found[1]);
  return calls > 0 && ms > 0 ? { calls, ms } : null;
}
