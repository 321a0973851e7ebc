import picocolors from 'picocolors';

/** Colours for a terminal, or none. */
export type Palette = Pick<
  ReturnType<typeof picocolors.createColors>,
  'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'
>;

export function createPalette(colours: boolean): Palette {
  return picocolors.createColors(colours);
}
