import { htmlText } from './html-text.ts';
import { cut, oneLine } from './printable.ts';

/** Text in a picture, cut to `most` characters, whole in the tooltip. */
export function svgText(x: number, y: number, kind: string, text: string, most: number): string {
  const line = oneLine(text);
  const tip = line.length > most ? `<title>${htmlText(line)}</title>` : '';
  return `<text x="${x}" y="${y}"${kind === '' ? '' : ` class="${kind}"`}>${htmlText(cut(line, most))}${tip}</text>`;
}

/** A picture that can be scrolled by keyboard, with its name for those who do not see it. */
export function svgFigure(
  id: string,
  label: string,
  width: number,
  height: number,
  body: string,
  caption: string,
): string {
  return `<figure><div class="picture" tabindex="0" role="region" aria-label="${htmlText(label)}"><svg role="img" aria-labelledby="${id}-title" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title id="${id}-title">${htmlText(label)}</title>${body}</svg></div>${caption === '' ? '' : `<figcaption class="soft">${htmlText(caption)}</figcaption>`}</figure>\n`;
}
