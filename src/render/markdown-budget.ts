/** Below the forges' limit of 65,536 characters, with room for what a pipeline puts around it. */
export const MARKDOWN_BUDGET = 58_000;
/** What a part needs to say that it is there. */
const LEAST = 400;

export interface MarkdownRow {
  readonly text: string;
  /** How many things the row tells of. */
  readonly count: number;
}

export interface MarkdownPart {
  readonly title: string;
  /** Of the things counted, such as `changes`. */
  readonly noun: string;
  /** Of a table; nothing for a list. */
  readonly head: string;
  readonly rows: readonly MarkdownRow[];
  readonly folded: boolean;
  /** Part of the whole room that it may take at most, 0 to 1; left out: all that is left. */
  readonly share?: number;
}

/** The parts one below the other within so many characters: earlier ones first, cut between rows, with what is missing counted. */
export function fitParts(parts: readonly MarkdownPart[], most: number): { text: string; left: readonly number[] } {
  const filled = parts.filter(({ rows }) => rows.length > 0);
  let room = most;
  const left: number[] = [];
  const texts = filled.map((part, index) => {
    const later = (filled.length - index - 1) * LEAST;
    const fitted = fitPart(part, Math.min(room - later, most * (part.share ?? 1)));
    room -= fitted.text.length;
    left.push(fitted.left);
    return fitted.text;
  });
  return { text: texts.join(''), left };
}

function fitPart({ title, noun, head, rows, folded }: MarkdownPart, most: number): { text: string; left: number } {
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  const heading = `${title} (${total})`;
  const [open, close] = folded
    ? [`\n<details><summary>${heading}</summary>\n\n`, '\n</details>\n']
    : [`\n### ${heading}\n\n`, ''];
  const room = most - open.length - close.length - head.length - 160;
  let shown = 0;
  let used = 0;
  while (shown < rows.length && used + rows[shown]!.text.length <= room) used += rows[shown++]!.text.length;
  const left = rows.slice(shown).reduce((sum, { count }) => sum + count, 0);
  const body =
    shown === 0
      ? ''
      : head +
        rows
          .slice(0, shown)
          .map(({ text }) => text)
          .join('');
  const note = left === 0 ? '' : `\n_${left} of ${total} ${noun} are not shown here; the full report has them._\n`;
  return { text: open + body + note + close, left };
}
