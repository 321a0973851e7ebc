import { printable } from './printable.ts';

/** What became of one test case; none of them: it passed. */
export type JunitVerdict = {
  readonly tag: 'failure' | 'error';
  readonly type: string;
  readonly message: string;
} | null;

export interface JunitCase {
  /** GitLab's suite and, up to the last dot, Jenkins' package. */
  readonly group: string;
  /** Told apart by group and name: GitLab keeps only the first of two that are the same. */
  readonly name: string;
  /** Manifest file, which GitLab links. */
  readonly file: string | null;
  readonly verdict: JunitVerdict;
  /** Why, or what happened; shown with a failure, kept as output of what passed. */
  readonly text: string;
}

/** JUnit XML as Jenkins and GitLab read it: a suite for each group, `error` before `failure` in meaning, no attribute that only one of them knows. */
export function junitDocument(name: string, cases: readonly JunitCase[]): string {
  const groups = new Map<string, JunitCase[]>();
  for (const one of distinct(cases)) {
    const group = groups.get(one.group);
    if (group === undefined) groups.set(one.group, [one]);
    else group.push(one);
  }
  const suites = [...groups].map(
    ([group, members]) =>
      `  <testsuite name="${xml(group)}" ${counts(members)} skipped="0" time="0">\n${members.map(testcase).join('')}  </testsuite>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(name)}" ${counts(cases)} time="0">\n${suites.join('')}</testsuites>\n`;
}

/** Readers keep one of several cases that have one name. */
function distinct(cases: readonly JunitCase[]): JunitCase[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const key = `${one.group} ${one.name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? one : { ...one, name: `${one.name} (${count})` };
  });
}

function counts(cases: readonly JunitCase[]): string {
  const count = (tag: string) => cases.filter(({ verdict }) => verdict?.tag === tag).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
}

function testcase({ group, name, file, verdict, text }: JunitCase): string {
  const where = file === null ? '' : ` file="${xml(file)}"`;
  const open = `    <testcase classname="${xml(group)}" name="${xml(name)}"${where} time="0"`;
  if (verdict === null && text === '') return `${open}/>\n`;
  const inner =
    verdict === null
      ? `<system-out>${xmlText(text)}</system-out>`
      : `<${verdict.tag} type="${xml(verdict.type)}" message="${xml(verdict.message)}">${xmlText(text)}</${verdict.tag}>`;
  return `${open}>\n      ${inner}\n    </testcase>\n`;
}

/** XML 1.0 text: characters that XML cannot hold, or that a reader cannot see, become visible escapes. */
function xmlText(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function xml(attribute: string): string {
  return xmlText(attribute).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}
