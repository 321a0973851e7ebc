// The tables of docs/packs.md, made from packs/.

/** Which check stands in which pack under which controls, and then each check in full. */
export function packReference({ checks, packs }) {
  const head = `| check | ${packs.map(({ name }) => `\`${name}\``).join(' | ')} |\n|---|${packs.map(() => '---|').join('')}\n`;
  const rows = checks.map(({ id }) => {
    const cells = packs.map((pack) => entryText(pack.checks.find(({ check }) => check === id)));
    return `| [\`${id}\`](#${id}) | ${cells.join(' | ')} |\n`;
  });
  const editions = packs.map(
    ({ name, aliases = [], version, framework }) =>
      `| \`${name}\`${aliases.map((alias) => ` (\`${alias}\`)`).join('')} | ${version} | ${framework} |\n`,
  );
  return [
    `| pack (other names) | version | framework |\n|---|---|---|\n${editions.join('')}`,
    `${head}${rows.join('')}`,
    ...checks.map(checkSection),
  ].join('\n');
}

function entryText(entry) {
  if (entry === undefined) return '';
  return `${entry.controls.join(', ')}${entry.severity === 'warning' ? ' (warns)' : ''}`;
}

function checkSection({ id, title, reason, kinds }) {
  const rows = Object.entries(kinds).map(
    ([kind, { passes, remedy, severity }]) =>
      `| \`${kind}\`${severity === undefined ? '' : ' (warns)'} | ${cell(passes)} | ${cell(remedy)} |\n`,
  );
  return `### ${id}\n\n${title}. ${reason}\n\n| kind | passes | what to write |\n|---|---|---|\n${rows.join('')}`;
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}
