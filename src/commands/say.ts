import type { CommandContext } from './command-context.ts';
import type { CommonOptions } from './common-options.ts';

/** One piece of talk on stderr: a sentence, or with --log-format json an object of `kind`, so that every line can be parsed. */
export function say(
  context: Pick<CommandContext, 'stderr' | 'now'>,
  { quiet, logFormat }: Partial<Pick<CommonOptions, 'quiet'>> & { readonly logFormat?: string },
  kind: string,
  message: string,
  facts: object = {},
): void {
  if (quiet === true) return;
  const at = new Date(context.now()).toISOString();
  context.stderr(logFormat === 'json' ? `${JSON.stringify({ at, kind, message, ...facts })}\n` : `${message}\n`);
}
