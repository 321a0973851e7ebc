import type { Descriptor } from './wire.ts';

/** Off until switched on, by the modules' descriptor files (ns_server, memcached, eventing, view_engine, backup). */
const singles = new Set([
  8255, 20485, 20488, 20489, 20490, 20491, 20493, 32770, 32771, 32772, 32780, 32783, 32785, 32786, 32793, 32795, 32796,
  32798, 32799, 32801, 32802, 40963, 45057, 45061, 45066, 45070,
]);

/** Every query statement, and analytics from its third event on, belongs to data. Ids by module_descriptors.json. */
const statements: readonly (readonly [first: number, last: number])[] = [
  [28_672, 32_767],
  [36_867, 40_959],
];

/** The server's descriptors do not tell an event's default state. */
export function isOffByDefault({ id, module }: Pick<Descriptor, 'id' | 'module'>): boolean {
  return module === 'n1ql' || singles.has(id) || isStatement(id);
}

/** Comes with every document or statement: recording it costs volume. */
export function isDataEvent(id: number): boolean {
  return (id >= 20_488 && id <= 20_491) || isStatement(id);
}

function isStatement(id: number): boolean {
  return statements.some(([first, last]) => id >= first && id <= last);
}
