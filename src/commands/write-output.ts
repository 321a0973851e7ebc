import { open } from 'node:fs/promises';
import type { Palette } from '../render/palette.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions, Format } from './common-options.ts';
import { demandWritten } from './output-error.ts';
import { isPipe, writeTextFile } from './text-file.ts';

/** Renders something in the formats asked for. `lost`: for stdout, and a report could not be written. */
export type Render = (format: Format, palette: Palette, lost: boolean) => Promise<string> | string;

/** Opens the files that will be written, before anything is done. Throws the file system's error, which names the file. */
export async function openable(files: readonly string[]): Promise<void> {
  // Whoever reads a pipe would take its closing for the end.
  for (const file of files) if (!(await isPipe(file))) await (await open(file, 'a')).close();
}

/**
 * Each --report into its file, and data in the chosen format on stdout. Throws OutputError for a file that cannot be
 * written, once all else is.
 */
export async function writeOutput(context: CommandContext, options: CommonOptions, render: Render): Promise<void> {
  const { createPalette } = await import('../render/palette.ts');
  const reports = options.reports.map(async ({ format, file }) => {
    const text = await render(format, createPalette(false), false);
    await demandWritten(file, () => writeTextFile(file, text, context));
  });
  const lost = (await Promise.allSettled(reports)).find(({ status }) => status === 'rejected');
  context.stdout(await render(options.format, context.palette, lost !== undefined));
  if (lost?.status === 'rejected') throw lost.reason;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
