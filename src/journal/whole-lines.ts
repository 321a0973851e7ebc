import { sha256 } from '../model/digest.ts';
import { NO_LINE } from './journal.ts';

const NEWLINE = 10;

export interface WholeLines {
  /** Without the last one where that is torn, which is what kill -9 and a full disk leave. */
  readonly lines: readonly Buffer[];
  /** Number, from 1, of the first line that does not carry the hash of the one before; null: the chain is whole. */
  readonly broken: number | null;
}

/** The lines of a journal file, up to where its chain breaks. */
export function wholeLines(bytes: Buffer): WholeLines {
  const lines: Buffer[] = [];
  let prev = NO_LINE;
  for (let start = 0, end = bytes.indexOf(NEWLINE); end >= 0; start = end + 1, end = bytes.indexOf(NEWLINE, start)) {
    const line = bytes.subarray(start, end);
    // `prev` is the last member of every line, so nothing has to be parsed.
    const close = `,"prev":"${prev}"}`;
    if (line.length <= close.length || line.toString('latin1', line.length - close.length) !== close)
      return { lines, broken: lines.length + 1 };
    lines.push(line);
    prev = sha256(line);
  }
  return { lines, broken: null };
}
