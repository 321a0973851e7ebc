import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Journals {
  /** What is wrong with the files. */
  readonly wrongs: readonly string[];
  /** How many writes were announced, by address. */
  readonly intents: ReadonlyMap<string, number>;
}

/** Reads every journal of the folder. A kill may tear the last line of a file and nothing else. */
export function readJournals(folder: string): Journals {
  const wrongs: string[] = [];
  const intents = new Map<string, number>();
  const names = readdirSync(folder, { withFileTypes: true }).map(({ name }) => name);
  for (const name of names.filter((each) => each.endsWith('.jsonl'))) {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    let prev = '0'.repeat(64);
    for (const [index, line] of lines.slice(0, -1).entries()) {
      const entry = parsed(line);
      if (entry === null) wrongs.push(`${name}:${index + 1} is no JSON object`);
      else if (entry.prev !== prev) wrongs.push(`${name}:${index + 1} does not carry the hash of the line before`);
      else if (entry.event === 'intent')
        intents.set(String(entry.address), (intents.get(String(entry.address)) ?? 0) + 1);
      prev = createHash('sha256').update(line).digest('hex');
    }
  }
  return { wrongs, intents };
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}
