/** Known at once, or later. */
export type Awaitable<T> = T | Promise<T>;

/** `value.then(next)`, but at once where nothing is to be waited for: most calls find their credentials open. */
export function whenKnown<T, R>(value: Awaitable<T>, next: (known: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
