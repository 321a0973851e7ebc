import { open, writeFile } from 'node:fs/promises';
import type { Palette } from '../render/palette.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions, Format } from './common-options.ts';
import { demandWritten } from './output-error.ts';

/** Renders something in the formats asked for. */
export type Render = (format: Format, palette: Palette) => Promise<string> | string;

/** Opens the files that will be written, before anything is done. Throws the file system's error, which names the file. */
export async function openable(files: readonly string[]): Promise<void> {
  for (const file of files) await (await open(file, 'a')).close();
}

/**
 * Data in the chosen format on stdout, and each --report into its file. Throws OutputError for a file that cannot be
 * written, once all else is.
 */
export async function writeOutput(context: CommandContext, options: CommonOptions, render: Render): Promise<void> {
  const { createPalette } = await import('../render/palette.ts');
  context.stdout(await render(options.format, context.palette));
  const reports = options.reports.map(async ({ format, file }) => {
    const text = await render(format, createPalette(false));
    await demandWritten(file, () => writeFile(file, text));
  });
  for (const report of await Promise.allSettled(reports)) if (report.status === 'rejected') throw report.reason;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
