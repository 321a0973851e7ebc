import type { Descriptor } from './wire.ts';

/** Single events that are off until switched on (the modules' descriptor files); the descriptors do not tell. */
const EVENTS = new Set([
  8255, 20485, 20488, 20489, 20490, 20491, 20493, 32770, 32771, 32772, 32780, 32783, 32785, 32786, 32793, 32795, 32796, 32798, 32799, 32801, 32802, 40963, 45057, 45061, 45066, 45070,
]);
const ANALYTICS_FIRST = 36867;
const ANALYTICS_LAST = 40959;

export function isOffByDefault({ id, module }: Pick<Descriptor, 'id' | 'module'>): boolean {
  return module === 'n1ql' || EVENTS.has(id) || (id >= ANALYTICS_FIRST && id <= ANALYTICS_LAST);
}

/** Events that come with every document or statement: recording them costs volume. */
export function isDataEvent(id: number): boolean {
  return (id >= 20488 && id <= 20491) || (id >= 28672 && id < 32768) || (id >= ANALYTICS_FIRST && id <= ANALYTICS_LAST);
}
