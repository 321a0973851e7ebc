// The manifest reference in Markdown, made from the schemas.

/** One table per kind: every field of `target` and `spec`, with what the schema says about it. */
export function manifestReference(schemas, follow) {
  return schemas.map((schema) => kindSection(schema, follow)).join('\n');
}

function kindSection(schema, follow) {
  const rows = ['target', 'ensure', 'spec'].flatMap((part) =>
    schema.properties[part] === undefined
      ? []
      : fieldRows(follow(schema.properties[part], schema), part, schema, follow),
  );
  return `### ${schema.title}\n\n${schema.description}\n\n| field | value | null means | audits more | what it is |\n|---|---|---|---|---|\n${rows.join('')}`;
}

function fieldRows({ node, home }, path, _home, follow) {
  const own = path === 'target' || path === 'spec' ? [] : [row(path, node)];
  const list = node.items === undefined ? null : follow(node.items, home);
  const inner = list?.node.properties === undefined ? { node, home } : list;
  const properties = isReference(node) ? {} : (inner.node.properties ?? {});
  const prefix = inner === list ? `${path}[]` : path;
  return [
    ...own,
    ...Object.entries(properties).flatMap(([name, child]) =>
      fieldRows(follow(child, inner.home), `${prefix}.${name}`, inner.home, follow),
    ),
  ];
}

function isReference(node) {
  return node['x-audit']?.secret === true;
}

function row(path, node) {
  const audit = node['x-audit'] ?? {};
  const cells = [
    `\`${path}\``,
    valuesOf(node, audit),
    nullOf(node),
    strongerOf(audit),
    `${node.description ?? ''}${audit.scope ? ` One value for the whole ${audit.scope}.` : ''}${audit.hidden ? ' The vendor does not show it.' : ''}`,
  ];
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |\n`;
}

function valuesOf(node, audit) {
  if (audit.secret) return '`{ fromEnv: NAME }` or `{ fromFile: path }`';
  if (node.enum)
    return node.enum
      .filter((value) => value !== null)
      .map((value) => `\`${value}\``)
      .join(', ');
  const types = [].concat(node.type ?? []).filter((type) => type !== 'null');
  const range = node.minimum === undefined ? '' : ` ${node.minimum} to ${node.maximum}`;
  const unit = audit.unit ? ` ${audit.unit}` : '';
  const set = audit.set ? ' (set)' : '';
  return `${types.join(' or ') || 'text'}${set}${range}${unit}`;
}

function nullOf(node) {
  if (![].concat(node.type ?? []).includes('null')) return '';
  if (node.default !== undefined) return `\`${JSON.stringify(node.default)}\``;
  return node.type.includes('object') ? 'must not be there' : "the release's own default";
}

function strongerOf({ stronger, unlimited, off, historyLoss, reversedBy }) {
  if (stronger === undefined) return '';
  const words = Array.isArray(stronger)
    ? stronger.join(' < ')
    : ({ present: 'when present', unchanged: 'any change weakens', unknown: 'cannot be told' }[stronger] ??
      String(stronger));
  const special = [
    unlimited === undefined ? '' : `${unlimited} is most`,
    off === undefined ? '' : `${off} is off`,
    reversedBy === undefined
      ? ''
      : `reversed with ${Object.entries(reversedBy).map(([key, value]) => `${key} ${value}`)}`,
    historyLoss === 'lower' ? 'lowering deletes records' : historyLoss === false ? 'false deletes records' : '',
  ].filter((part) => part !== '');
  return [words, ...special].join('; ');
}
