import { join } from 'node:path';
import { writeManifests } from '../fleet/write-manifests.mjs';
import { compare, interleave, runNode } from '../measure.mjs';

/** Three documents a file or so, as people have them. */
const TARGETS = 20;

/** How soon the command is there: `--version` beside bare Node, `validate` of ten files beside a script with yaml and ajv. */
export async function start(bench, { runs }) {
  const { folder, main, floor, server } = bench;
  const files = { out: join(folder, 'out.txt'), cwd: folder };
  const version = await interleave(
    runs,
    () => runNode([main, '--version'], files),
    () => runNode(['-e', '0'], files),
  );
  const manifests = join(folder, 'ten');
  await writeManifests(manifests, { size: TARGETS, base: server.base, limits: null, files: 10 });
  const validate = await interleave(
    Math.ceil(runs / 2),
    () => runNode([main, 'validate', manifests], files),
    () => runNode([floor('validate-ten.mjs'), manifests], files),
  );
  return [
    { figure: '--version, beside node -e 0', unit: 'ms', bar: 1.5, ...compare(version), note: '' },
    { figure: 'validate of ten files', unit: 'ms', bar: 1.5, ...compare(validate), note: 'beside yaml and ajv alone' },
  ];
}
