/** One plan asks for all its targets within moments; who applies it later, or after a question, needs to know anew. */
export const FRESH_MS = 10_000;

/** Asks once and remembers for moments; what went wrong is not remembered. */
export function createMemory<T>(now: () => number, worthKeeping: () => boolean) {
  const entries = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  const known = (key: string): Promise<T> | undefined => {
    const entry = entries.get(key);
    return entry !== undefined && now() - entry.at < FRESH_MS ? entry.answer : undefined;
  };
  const keep = (key: string, answer: Promise<T>) => {
    const entry = { at: now(), answer };
    if (worthKeeping()) entries.set(key, entry);
    answer.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return answer;
  };
  return {
    known,
    get: (key: string, ask: () => Promise<T>): Promise<T> => known(key) ?? keep(key, ask()),
    put: (key: string, answer: T) => void keep(key, Promise.resolve(answer)),
    forget: (key: string) => entries.delete(key),
    clear: () => entries.clear(),
  };
}
