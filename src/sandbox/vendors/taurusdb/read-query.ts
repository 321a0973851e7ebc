import type { SimulatedRequest } from '../../simulator.ts';

/** Query parameters that the call knows, each at most once; null when there are others. */
export function readQuery(request: SimulatedRequest, known: readonly string[]): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(request.rawQuery)) {
    if (!known.includes(name) || found.has(name)) return null;
    found.set(name, value);
  }
  return found;
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** Which of the two is wrong, or the page. */
export function readPage(offset: string, limit: string): Page | 'offset' | 'limit' {
  if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 100) return 'limit';
  if (!/^\d{1,10}$/.test(offset)) return 'offset';
  return { offset: Number(offset), limit: Number(limit) };
}
