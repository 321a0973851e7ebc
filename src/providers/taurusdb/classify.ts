import type { AnswerClass, HttpResponse } from '../../http/http-client.ts';
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
      const waitMs = waitFor(text, streak++, random);
      // Retry-After is not documented; where it is sent, it is exact.
      return { kind: 'throttled', ...(response.headers['retry-after'] === undefined ? waitMs : {}) };
    }
    streak = 0;
    if (response.status !== 401) return null;
    // A token that cannot be decrypted, and a wrong signature, stay so; any other token may just have ended early.
    const lasting = code === 'APIGW.0301' || code.startsWith('IAM.');
    return !lasting && renewable() ? { kind: 'renew' } : { kind: 'login-refused' };
  };
}

/** "limit:5,time:1 second" tells the window. One of minutes is not waited out: a place in it may come free at any time. */
function waitFor(text: string, streak: number, random: () => number): { readonly waitMs?: number } {
  const window = /time:\s*(\d+)\s*(second|minute)/i.exec(text);
  if (window === null) return {};
  const length = Number(window[1]) * (window[2]!.toLowerCase() === 'second' ? 1_000 : 60_000);
  if (window[2]!.toLowerCase() === 'second') return { waitMs: length };
  return { waitMs: Math.ceil(random() * Math.min(length, FIRST_WAIT_MS * 2 ** streak)) };
}
