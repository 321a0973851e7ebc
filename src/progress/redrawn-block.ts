/** Lines at the end of a terminal that are drawn over again. */
export interface RedrawnBlock {
  draw(lines: readonly string[]): void;
  /** Takes it away, so that other text can follow. */
  clear(): void;
}

const ESCAPE = '\u001b[';
const colour = /\u001b\[[0-9;]*m/g;

export function createRedrawnBlock(write: (text: string) => void, columns: () => number): RedrawnBlock {
  let height = 0;
  const wipe = () => (height === 0 ? '' : `${ESCAPE}${height}A${ESCAPE}0J`);
  return {
    draw(lines) {
      const text = lines.map((line) => `${cut(line, columns() - 1)}\n`).join('');
      write(wipe() + text);
      height = lines.length;
    },
    clear() {
      if (height > 0) write(wipe());
      height = 0;
    },
  };
}

/** A line that wraps would count as two, and the next drawing would start in the wrong place. */
function cut(line: string, width: number): string {
  const plain = line.replaceAll(colour, '');
  return plain.length <= width ? line : plain.slice(0, Math.max(0, width));
}
