import { writeFile } from 'node:fs/promises';
import type { Palette } from '../render/palette.ts';
import type { CommandContext } from './command-context.ts';
import type { CommonOptions, Format } from './common-options.ts';

/** Renders something in the formats asked for. */
export type Render = (format: Format, palette: Palette) => Promise<string> | string;

/** Data in the chosen format on stdout, and each --report into its file. */
export async function writeOutput(context: CommandContext, options: CommonOptions, render: Render): Promise<void> {
  const { createPalette } = await import('../render/palette.ts');
  for (const { format, file } of options.reports) await writeFile(file, await render(format, createPalette(false)));
  context.stdout(await render(options.format, context.palette));
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
