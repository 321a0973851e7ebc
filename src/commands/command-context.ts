import type { RunWatch } from '../connection/run-watch.ts';
import type { Pulse } from '../progress/pulse.ts';
import type { Palette } from '../render/palette.ts';

/** What a command knows of the outside world; tests pass their own. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Data. */
  readonly stdout: (text: string) => void;
  /** Talk: progress, warnings, questions. */
  readonly stderr: (text: string) => void;
  readonly palette: Palette;
  /** Colours for stderr. */
  readonly talkPalette: Palette;
  readonly now: () => number;
  /** Asks a yes/no question; null when there is no terminal to ask on. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
  /** Aborted at the first interrupt: nothing new starts. */
  readonly stop: AbortSignal;
  /** Aborted a grace period later, or at the second interrupt: waiting ends. */
  readonly abort: AbortSignal;
  /** Aborted at the second interrupt: what is in flight is let go and recorded as uncertain. Left out: there is none. */
  readonly cut?: AbortSignal;
  /** Waits for what went to stdout, and says why not all of it could be written. Left out, or null: all was. */
  readonly unwritten?: () => Promise<string | null>;
  /** Told once vendors were written to. */
  readonly wrote?: () => void;
  /** For progress of long work; left out: none is shown. */
  readonly pulse?: Pulse;
  /** Sees the work of the run, for traces; left out: nobody does. */
  readonly watch?: RunWatch;
}
