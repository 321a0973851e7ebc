/** The time and place that progress is shown in; tests pass their own. */
export interface Pulse {
  /** Milliseconds from any fixed point, never set back. */
  now(): number;
  /** Calls `tick` again and again until the function that it returns is called. Does not keep the process alive. */
  every(ms: number, tick: () => void): () => void;
  /** Width of the terminal that stderr is; null: it is none. */
  columns(): number | null;
}
