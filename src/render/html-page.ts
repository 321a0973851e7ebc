import { HTML_STYLE } from './html-style.ts';
import { htmlText } from './html-text.ts';

/** Rows of one table; more are folded, so that a browser need not lay out all of them. */
const LOT = 250;

export interface HtmlRow {
  /** Class of the row. */
  readonly kind: string;
  /** HTML, one cell for each head. */
  readonly cells: readonly string[];
}

/** Classes of the style sheet for columns; the one without takes what is left. */
export type HtmlWidth = 'sign-column' | 'c15' | 'c18' | 'c20' | '';

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

/**
 * A table with headers; what goes beyond the first `open` rows is folded in lots, each a table with headers of its own.
 * Without widths columns are as wide as what stands in them.
 */
export function htmlTable(
  heads: readonly string[],
  rows: readonly HtmlRow[],
  widths: readonly HtmlWidth[] = [],
  open = LOT,
): string {
  if (rows.length === 0) return '';
  const parts = [oneTable(heads, rows.slice(0, open), widths)];
  for (let first = open; first < rows.length; first += LOT) {
    const lot = rows.slice(first, first + LOT);
    const title = `Rows ${first + 1} to ${first + lot.length} of ${rows.length}`;
    parts.push(`<details><summary>${title}</summary>\n${oneTable(heads, lot, widths)}</details>\n`);
  }
  return parts.join('');
}

function oneTable(heads: readonly string[], rows: readonly HtmlRow[], widths: readonly HtmlWidth[]): string {
  const top = heads.map((head) => `<th scope="col">${htmlText(head)}</th>`).join('');
  // What a row is about is its target, where it has one.
  const name = Math.max(0, heads.indexOf('target'));
  const body = rows.map(({ kind, cells }) => {
    const inner = cells.map((cell, index) => {
      const label = ` data-label="${htmlText(heads[index] ?? '')}"`;
      return index === name ? `<th scope="row"${label}>${cell}</th>` : `<td${label}>${cell}</td>`;
    });
    return `<tr${kind === '' ? '' : ` class="${kind}"`}>${inner.join('')}</tr>\n`;
  });
  const columns = widths.map((width) => `<col class="${width}">`).join('');
  const open = columns === '' ? '<table>' : `<table class="fixed"><colgroup>${columns}</colgroup>`;
  return `${open}<thead><tr>${top}</tr></thead><tbody>\n${body.join('')}</tbody></table>\n`;
}
