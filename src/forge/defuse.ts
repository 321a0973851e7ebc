const BREAK = '\u200b';
/** As many backticks as it began with end a code span. https://spec.commonmark.org/0.31.2/#code-spans */
const CODE = /(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g;

/**
 * Takes the teeth out of a rendered report, whatever its renderer let through: outside code nothing refers to people,
 * teams, issues or foreign pages, no line is a command of GitLab's, and no hidden comment can pass for a marker.
 */
export function defuse(markdown: string): string {
  const text = markdown
    .replaceAll('<!--', `<${BREAK}!--`)
    .split('\n')
    .map((line) => line.replace(/^(\s*)\/(?=[a-z])/i, `$1${BREAK}/`))
    .join('\n');
  let at = 0;
  let harmless = '';
  for (const { index, 0: span } of text.matchAll(CODE)) {
    harmless += defuseText(text.slice(at, index)) + span;
    at = index + span.length;
  }
  return harmless + defuseText(text.slice(at));
}

function defuseText(text: string): string {
  return (
    text
      // People and teams; issues, merge requests, snippets, alerts and epics; labels and milestones.
      .replaceAll(/@(?=\w)|(?<!&)#(?=\d)|[!$^&](?=\d)|[~%](?=\w)|\bGH-(?=\d)/gi, (sign) => `${sign}${BREAK}`)
      // Addresses that would become links; those of the report's own links stay.
      .replaceAll(/(?<!(?<!\\)\]\(|href=")\b(https?|ftp):\/\//gi, `$1:${BREAK}//`)
      .replaceAll(/\bwww\.(?=\w)/gi, (start) => `${start}${BREAK}`)
  );
}
