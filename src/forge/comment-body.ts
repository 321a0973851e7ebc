import { defuse } from './defuse.ts';

/** Below the 65,536 characters that GitHub takes, with room for what others may put around it. */
const MOST_CHARACTERS = 60_000;

/** Text for a comment or issue: the marker first, then the report, made harmless, then a last line of our own. */
export function commentBody(mark: string, report: string, lastLine: string | null = null): string {
  const end = lastLine === null ? '' : `\n\n${lastLine}`;
  return `${mark}\n${cutToSize(defuse(report).trimEnd(), MOST_CHARACTERS - mark.length - end.length - 2)}${end}`;
}

/** Whole lines only, so that no row of a table is cut, and how many are missing. */
export function cutToSize(text: string, most: number): string {
  if (text.length <= most) return text;
  const lines = text.split('\n');
  const room = most - 160;
  let used = 0;
  let kept = 0;
  while (kept < lines.length && used + lines[kept]!.length + 1 <= room) used += lines[kept++]!.length + 1;
  const shown = lines.slice(0, kept).join('\n');
  const open = (shown.match(/<details\b/g) ?? []).length - (shown.match(/<\/details>/g) ?? []).length;
  const closing = '</details>'.repeat(Math.max(0, Math.min(open, 5)));
  return `${shown}\n${closing}\n_${lines.length - kept} more lines are not shown here; see the full report._`;
}

/** Forges keep line ends and blanks at the end in their own way. */
export function sameText(left: string, right: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd();
  return plain(left) === plain(right);
}
