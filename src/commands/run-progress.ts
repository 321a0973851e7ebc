import { bothWatches } from '../connection/both-watches.ts';
import type { RunWatch, Work } from '../connection/run-watch.ts';
import type { Target } from '../model/manifest.ts';
import { openProgress, type Progress } from '../progress/open-progress.ts';
import type { Task } from '../progress/progress-text.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions } from './common-options.ts';

export interface RunProgress {
  /** For `createSessions`; empty when nobody looks on. */
  readonly watching: { readonly watch?: RunWatch };
  /** One more is finished, where no work of a session says so. */
  finish(vendor: string, well: boolean): void;
  /** Talk that does not disturb what is drawn. */
  say(text: string): void;
  close(): void;
}

export interface RunTask extends Task {
  /** The vendor of each thing to do. */
  readonly vendors: readonly string[];
  readonly finishedBy: Work['kind'] | null;
}

/** Shows on stderr how far a run is, unless --quiet; traces see the same work. */
export function openRunProgress(context: CommandContext, options: CommonOptions, task: RunTask): RunProgress {
  const progress = shown(context, options, task);
  const watches = [progress?.watch, context.watch].filter((watch) => watch !== undefined);
  const watch = watches.length === 2 ? bothWatches(watches[0]!, watches[1]!) : watches[0];
  return {
    watching: watch === undefined ? {} : { watch },
    finish: (vendor, well) => progress?.finish(vendor, well),
    say: progress?.say ?? context.stderr,
    close: () => progress?.close(),
  };
}

export function vendorsOf(targets: readonly Target[]): string[] {
  return targets.map(({ connection }) => connection.system);
}

function shown(context: CommandContext, options: CommonOptions, task: RunTask): Progress | null {
  const { pulse, env } = context;
  if (pulse === undefined || options.quiet || task.vendors.length === 0) return null;
  const totals = new Map<string, number>();
  for (const vendor of task.vendors) totals.set(vendor, (totals.get(vendor) ?? 0) + 1);
  const terminal = pulse.columns() !== null && env.TERM !== 'dumb' && !isSet(env.CI);
  return openProgress({
    task,
    totals,
    finishedBy: task.finishedBy,
    style: options.logFormat === 'json' ? 'json' : terminal ? 'block' : 'lines',
    pulse,
    write: context.stderr,
    palette: context.talkPalette,
    at: () => new Date(context.now()).toISOString(),
  });
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '' && variable !== '0' && variable !== 'false';
}
