import type { SimulatedReply } from '../../simulator.ts';
import type { Call } from './call.ts';
import { gatewayRefusal, iamRefusal } from './reply.ts';
import type { TaurusdbRate } from './state.ts';

/** Counts the call, or refuses it: APIGW.0308 with the window in its text. */
export function throttle(call: Call, caller: string): SimulatedReply | null {
  const rate = call.state.limits.service;
  if (admits(call, `service:${caller}`, rate)) return null;
  const seconds = rate.windowMs / 1_000;
  const time = seconds % 60 === 0 ? `${seconds / 60} minute` : `${seconds} second`;
  const text = `The throttling threshold has been reached: policy user over ratelimit,limit:${rate.calls},time:${time}`;
  return withRetryAfter(call, gatewayRefusal(call, 429, 'APIGW.0308', text), rate);
}

/** IAM has a code of its own. */
export function throttleLogin(call: Call, domain: string): SimulatedReply | null {
  const rate = call.state.limits.login;
  if (admits(call, `login:${domain}`, rate)) return null;
  const text = `The throttling threshold has been reached. Threshold: ${rate.calls} times per ${rate.windowMs / 1_000} seconds`;
  return withRetryAfter(call, iamRefusal(call, 429, 'IAM.0012', text), rate);
}

function admits(call: Call, key: string, rate: TaurusdbRate): boolean {
  const { recentCalls } = call.state;
  const recent = (Object.hasOwn(recentCalls, key) ? recentCalls[key]! : []).filter(
    (time) => time > call.now - rate.windowMs,
  );
  const admitted = recent.length < rate.calls;
  recentCalls[key] = admitted ? [...recent, call.now] : recent;
  return admitted;
}

function withRetryAfter(call: Call, reply: SimulatedReply, rate: TaurusdbRate): SimulatedReply {
  return call.state.quirks.retryAfter ? { ...reply, headers: { 'Retry-After': `${rate.windowMs / 1_000}` } } : reply;
}
