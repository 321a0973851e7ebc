/** What a terminal shows after this was written: understands going up and erasing to the end. Colours are dropped. */
export function screen(written: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const [, up, rest] of written.matchAll(/\u001b\[(\d+)A\u001b\[0J|([\s\S])/g)) {
    if (up !== undefined) {
      row -= Number(up);
      if (row < 0) throw new Error('above the first line');
      lines.splice(row, lines.length, '');
    } else if (rest === '\n') {
      row += 1;
      lines[row] = '';
    } else lines[row] = `${lines[row]!}${rest!}`;
  }
  return lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, ''));
}
