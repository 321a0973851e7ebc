import type { ErrorCode, YAMLError } from 'yaml';
import type { Problem, SourceSpan } from '../model/problem.ts';

const QUOTE = 'Put the text in quotes: some of its characters mean something else in YAML.';
const INDENT =
  'Begin the members of one mapping or list in the same column, and close each bracket further right than the name before it.';
const CLOSE = 'Look for a quote or bracket that stays open, or a name without its colon, here and in the lines above.';
const ONE_LINE = 'Write the name and its colon on one line, and shorter.';
const PROPERTIES = 'Keep one anchor (&) or tag (!), after the dash or colon; text that begins so needs quotes.';

/** What mends it, by the parser's own sorts. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: PROPERTIES,
  BAD_ALIAS: QUOTE,
  BAD_DIRECTIVE: 'Remove the line, or put the text in quotes.',
  BAD_DQ_ESCAPE: 'Write \\\\ for a \\, or use single quotes.',
  BAD_INDENT: INDENT,
  BAD_PROP_ORDER: PROPERTIES,
  BAD_SCALAR_START: QUOTE,
  BLOCK_AS_IMPLICIT_KEY: 'Begin what is nested on a line of its own; text with ": " in it needs quotes.',
  BLOCK_IN_FLOW: 'Within { } and [ ] write all of it so, without dashes and indentation.',
  KEY_OVER_1024_CHARS: ONE_LINE,
  MISSING_CHAR: CLOSE,
  MULTILINE_IMPLICIT_KEY: ONE_LINE,
  MULTIPLE_ANCHORS: PROPERTIES,
  MULTIPLE_TAGS: PROPERTIES,
  TAB_AS_INDENT: 'Use spaces.',
  UNEXPECTED_TOKEN: CLOSE,
};

/** A complaint of the parser, in words that repeat nothing of the file. */
export function yamlProblem(error: YAMLError, span: (offset: number) => SourceSpan): Problem {
  const at = span(error.pos[0]);
  if (error.code === 'RESOURCE_EXHAUSTION')
    return { code: 'AF105', severity: 'error', message: 'The file nests too deeply.', at, fix: 'Flatten it.' };
  if (error.code === 'TAG_RESOLVE_FAILED')
    return { code: 'AF106', severity: 'error', message: 'Custom tags are not read.', at, fix: 'Remove the tag.' };
  return { code: 'AF102', severity: 'error', message: complaint(error), at, fix: REMEDIES[error.code] ?? QUOTE };
}

/** The parser's own words without the text they quote: it may be a secret that nobody put in quotes. */
function complaint({ code, message }: YAMLError): string {
  if (code === 'TAB_AS_INDENT') return 'Tabs cannot indent YAML.';
  if (code === 'BAD_DQ_ESCAPE') return 'The text in double quotes has a \\ that YAML does not know.';
  if (code === 'BAD_DIRECTIVE') return 'The directive (%) is not understood.';
  const words = message.split('\n')[0]!.replace(/(?<=\S): .*$/, '');
  return words.endsWith('.') ? words : `${words}.`;
}
