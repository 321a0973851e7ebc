import { printable } from './printable.ts';

/** Text that stays text in GitHub and GitLab Markdown, in tables too, and pings nobody. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>()#+!|~$]/g, (char) => `\\${char}`)
    .replaceAll('@', '@\u200b');
}

/** Inline code: backticks inside cannot end it, a bar cannot end a table cell. */
export function markdownCode(text: string): string {
  return `\`${printable(text)
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', '¦')}\``;
}
