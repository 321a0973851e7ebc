import type { ApplyEvent } from '../pipeline/apply-event.ts';
import { printable } from '../render/printable.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions } from './common-options.ts';

/** Progress of apply on stderr: a line per event, or a JSON line with --log-format json. */
export function applyProgress(
  context: Pick<CommandContext, 'now'>,
  options: CommonOptions,
  say: (text: string) => void,
): (event: ApplyEvent) => void {
  if (options.quiet) return () => undefined;
  return (event) => {
    if (options.logFormat === 'json')
      say(`${JSON.stringify({ at: new Date(context.now()).toISOString(), ...event })}\n`);
    else say(line(event));
  };
}

function line(event: ApplyEvent): string {
  switch (event.kind) {
    case 'started':
      return `${event.attempt > 1 ? `again (${event.attempt})` : 'writing'} ${event.operation}: ${printable(event.summary)}\n`;
    case 'waiting':
      return `waiting ${event.operation}: ${printable(event.reason)}\n`;
    case 'ended':
      return `${event.outcome.status} ${event.outcome.operation} (${event.outcome.ms} ms)\n`;
    case 'problem':
      return `${event.problem.code} ${printable(event.problem.message)}\n`;
  }
}
