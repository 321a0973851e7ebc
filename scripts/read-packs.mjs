// Reads packs/: the catalogue of checks, and one file for each framework. Throws when one does not fit its schema or another.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** `ajv` knows the schemas of packs. */
export async function readPacks(folder, ajv) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const files = new Map();
  for (const name of names) files.set(name, parse(await readFile(join(folder, name), 'utf8')));
  const { checks } = files.get('checks.yaml');
  demand(ajv, 'urn:auditform:v1:pack-checks', 'checks.yaml', files.get('checks.yaml'));
  files.delete('checks.yaml');
  const ids = checks.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Error('packs/checks.yaml has two checks of one id');
  for (const check of checks) {
    for (const [kind, own] of Object.entries(check.kinds))
      if ((own.rules ?? check.rules) === undefined) throw new Error(`${check.id} has no rule for ${kind}`);
  }
  const packs = [...files].map(([name, pack]) => {
    demand(ajv, 'urn:auditform:v1:pack', name, pack);
    if (`${pack.name}.yaml` !== name) throw new Error(`packs/${name} holds a pack of another name`);
    for (const { check } of pack.checks)
      if (!ids.includes(check)) throw new Error(`${name}: there is no check ${check}`);
    return pack;
  });
  return { checks, packs };
}

function demand(ajv, id, name, value) {
  const validate = ajv.getSchema(id);
  if (!validate(value)) throw new Error(`packs/${name}: ${ajv.errorsText(validate.errors)}`);
}

/** TypeScript modules: the packs, and the bare ids for those who only need to know which checks there are. */
export function packModules({ checks, packs }, header) {
  return [
    {
      file: 'packs.ts',
      text: `${header.replace('schemas/', 'packs/')}import type { Pack } from './pack.ts';
import type { PackCheck } from './pack-checks.ts';

export const packChecks: readonly PackCheck[] = ${JSON.stringify(checks)};
export const packs: readonly Pack[] = ${JSON.stringify(packs)};
`,
    },
    {
      file: 'check-ids.ts',
      text: `${header.replace('schemas/', 'packs/')}/** Ids of every check that a pack can have. */
export const checkIds: readonly string[] = ${JSON.stringify(checks.map(({ id }) => id))};
`,
    },
  ];
}
