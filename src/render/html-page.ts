import { HTML_STYLE } from './html-style.ts';
import { htmlText } from './html-text.ts';

/** Rows that stand open; the others are folded in lots of as many, so that a browser need not lay out all of them. */
const OPEN_ROWS = 250;

export interface HtmlRow {
  /** Class of the row. */
  readonly kind: string;
  /** HTML. The first cell names the row. */
  readonly cells: readonly string[];
}

/** Width of a column in percent; the style sheet has a class for each. */
export type HtmlWidth = 10 | 15 | 18 | 20 | 37 | 65;

/** A self-contained page: no scripts, nothing loaded from anywhere, and the page itself says so to the browser. */
export function htmlPage(title: string, parts: readonly string[]): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8">${policy}<meta name="viewport" content="width=device-width, initial-scale=1"><title>${htmlText(title)}</title><style>${HTML_STYLE}</style></head>\n<body><a class="skip" href="#report">Skip to the report</a><main id="report">\n${parts.join('')}</main></body></html>\n`;
}

/** A section with its heading; folded, the heading opens it. */
export function htmlSection(id: string, heading: string, body: string, folded = false): string {
  if (body === '') return '';
  const title = `<h2 id="${id}-heading">${htmlText(heading)}</h2>`;
  const inner = folded ? `<details><summary>${title}</summary>\n${body}</details>` : `${title}\n${body}`;
  return `<section id="${id}" aria-labelledby="${id}-heading">${inner}</section>\n`;
}

/** A table with headers; what goes beyond the open rows is folded, each lot a table with headers of its own. Without widths columns are as wide as what stands in them. */
export function htmlTable(
  heads: readonly string[],
  rows: readonly HtmlRow[],
  widths: readonly HtmlWidth[] = [],
): string {
  if (rows.length === 0) return '';
  const lots = Array.from({ length: Math.ceil(rows.length / OPEN_ROWS) }, (_, index) =>
    rows.slice(index * OPEN_ROWS, (index + 1) * OPEN_ROWS),
  );
  return lots
    .map((lot, index) => {
      const table = oneTable(heads, lot, widths);
      if (index === 0) return table;
      const first = index * OPEN_ROWS + 1;
      return `<details><summary>Rows ${first} to ${first + lot.length - 1} of ${rows.length}</summary>\n${table}</details>\n`;
    })
    .join('');
}

function oneTable(heads: readonly string[], rows: readonly HtmlRow[], widths: readonly HtmlWidth[]): string {
  const top = heads.map((head) => `<th scope="col">${htmlText(head)}</th>`).join('');
  const body = rows.map(({ kind, cells }) => {
    const inner = cells.map((cell, index) => {
      const label = ` data-label="${htmlText(heads[index] ?? '')}"`;
      return index === 0 ? `<th scope="row"${label}>${cell}</th>` : `<td${label}>${cell}</td>`;
    });
    return `<tr${kind === '' ? '' : ` class="${kind}"`}>${inner.join('')}</tr>\n`;
  });
  const columns = widths.map((width) => `<col class="c${width}">`).join('');
  const open = columns === '' ? '<table>' : `<table class="fixed"><colgroup>${columns}</colgroup>`;
  return `${open}<thead><tr>${top}</tr></thead><tbody>\n${body.join('')}</tbody></table>\n`;
}
