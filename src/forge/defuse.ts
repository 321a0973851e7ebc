const BREAK = '\u200b';

/**
 * Takes the teeth out of a rendered report, whatever its renderer let through: outside code nothing refers to people,
 * teams, issues or foreign pages, no line is a command of GitLab's, and no hidden comment can pass for a marker.
 */
export function defuse(markdown: string): string {
  return markdown
    .replaceAll('<!--', `<${BREAK}!--`)
    .split('\n')
    .map((line) => line.replace(/^(\s*)\/(?=[a-z])/i, `$1${BREAK}/`))
    .join('\n')
    .split(/((?<!\\)`[^`\n]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : defuseText(part)))
    .join('');
}

function defuseText(text: string): string {
  return (
    text
      // People and teams; issues, merge requests, snippets, alerts and epics; labels and milestones.
      .replaceAll(/@(?=\w)|(?<!&)#(?=\d)|[!$^&](?=\d)|[~%](?=\w)|\bGH-(?=\d)/gi, (sign) => `${sign}${BREAK}`)
      // Addresses that would become links; those of the report's own links stay.
      .replaceAll(/(?<!\]\(|href=")\b(https?|ftp):\/\//gi, `$1:${BREAK}//`)
      .replaceAll(/\bwww\.(?=\w)/gi, (start) => `${start}${BREAK}`)
  );
}
