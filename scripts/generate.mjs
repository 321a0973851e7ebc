// Writes src/schema/generated from schemas/ and packs/: TypeScript types, ready-compiled validators, the schemas and the guardrail packs as
// modules; the manifest reference in README.md; and the tables of docs/packs.md.
// With --check it writes nothing and fails when a file is not what it would write.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';
import Ajv2020 from 'ajv/dist/2020.js';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { manifestReference } from './manifest-reference.mjs';
import { packReference } from './pack-reference.mjs';
import { packModules, readPacks } from './read-packs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src/schema/generated');
const check = process.argv.includes('--check');
const HEADER = '// Generated from schemas/ by `npm run generate`. Do not edit.\n';

async function readSchemas(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.schema.json')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, schema: JSON.parse(await readFile(join(folder, name), 'utf8')) })),
  );
}

const shared = await readSchemas(join(root, 'schemas'));
const providers = await readSchemas(join(root, 'schemas/providers'));
const all = [...shared, ...providers];
const byId = new Map(all.map(({ schema }) => [schema.$id, schema]));

/** The schema that a $ref means, and the document that further ones in it are relative to. */
function referred(ref, home) {
  const [id, path] = ref.split('#');
  const document = id === '' ? home : byId.get(id);
  const keys = path.split('/').slice(1);
  return { node: keys.reduce((here, key) => here[key], document), home: document };
}

/**
 * json-schema-to-typescript follows no URNs: puts the referred-to schema in the place of each $ref. What has a title is the same
 * object each time, so that it has one name; where it is another file's, or in `common`, it goes to `shared`, and only its
 * name stays.
 */
function inliner(own, shared, common = new Map()) {
  const titled = new Map();
  const members = (node, home) =>
    Object.fromEntries(
      Object.entries(node)
        .filter(([key]) => key !== '$defs' && key !== 'if' && key !== 'else')
        .map(([key, value]) => [key, inlined(value, home)]),
    );
  const inlined = (node, home) => {
    if (Array.isArray(node)) return node.map((item) => inlined(item, home));
    if (typeof node !== 'object' || node === null) return node;
    if (typeof node.$ref === 'string') {
      const { $ref, ...rest } = node;
      const { node: found, home: its } = referred($ref, home);
      // Beside a $ref stands what is said of this place only, which makes no other type of it.
      return found.title === undefined ? inlined({ ...found, ...rest }, its) : inlined(found, its);
    }
    if (node.title === undefined) return members(node, home);
    if (shared !== null && (home !== own || common.has(node))) {
      shared.set(node.title, { node, home });
      return { tsType: node.title };
    }
    if (!titled.has(node)) titled.set(node, members(node, home));
    return titled.get(node);
  };
  return { inlined, titled };
}

async function compiled(schema, title, banner) {
  return compile(schema, title, {
    bannerComment: [HEADER.trim(), ...banner].join('\n'),
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
}

/** One file for each schema, and `common.ts` for what several of them have, with all that is in it. */
async function typeFiles(schemas) {
  const common = new Map();
  for (const { schema } of schemas) inliner(schema, common).inlined(bare(schema), schema);
  const { inlined, titled } = inliner(null, null);
  const members = [...common].sort().map(([title, { node, home }]) => [title, inlined(node, home)]);
  const all = { type: 'object', additionalProperties: false, properties: Object.fromEntries(members) };
  const files = schemas.map(async ({ name, schema }) => {
    const used = new Map();
    const own = inliner(schema, used, titled).inlined(bare(schema), schema);
    const names = [...used.keys()].sort().join(', ');
    const banner = names === '' ? [] : [`import type { ${names} } from './common.ts';`];
    return { file: `${name.replace('.schema.json', '')}.ts`, text: await compiled(own, schema.title, banner) };
  });
  return [...(await Promise.all(files)), { file: 'common.ts', text: await compiled(all, 'Common', []) }];
}

function bare({ $id, $defs, ...rest }) {
  return rest;
}

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  verbose: false,
  code: { source: true, esm: true, lines: false },
});
ajv.addKeyword({ keyword: 'x-audit', schemaType: 'object' });
for (const { schema } of all) ajv.addSchema(schema);

/** Packs are ours and judged here, so the command needs no validator for them. */
const JUDGED_HERE = new Set(['urn:auditform:v1:pack', 'urn:auditform:v1:pack-checks']);

async function validators() {
  const exported = Object.fromEntries(
    all
      .filter(({ schema }) => schema.type !== undefined && !JUDGED_HERE.has(schema.$id))
      .map(({ name, schema }) => [
        name.replace('.schema.json', '').replaceAll(/-(\w)/g, (_, c) => c.toUpperCase()),
        schema.$id,
      ]),
  );
  // ajv's standalone code still calls require for its own helpers: bundle them in.
  const bundled = await build({
    stdin: { contents: standaloneCode(ajv, exported), resolveDir: root, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    write: false,
    legalComments: 'none',
    minify: true,
  });
  const declarations = Object.keys(exported)
    .map((name) => `export declare const ${name}: ValidateFunction;`)
    .join('\n');
  return [
    { file: 'validators.js', text: `${HEADER}${bundled.outputFiles[0].text}` },
    { file: 'validators.d.ts', text: `${HEADER}import type { ValidateFunction } from 'ajv';\n\n${declarations}\n` },
  ];
}

function schemaModule() {
  const members = all
    .filter(({ schema }) => !JUDGED_HERE.has(schema.$id))
    .map(({ schema }) => `  ${JSON.stringify(schema.$id)}: ${JSON.stringify(schema)},`)
    .join('\n');
  return {
    file: 'schemas.ts',
    text: `${HEADER}/** Every schema by its $id. */\nexport const schemas: Readonly<Record<string, Record<string, unknown>>> = {\n${members}\n};\n`,
  };
}

const withTypes = all.filter(({ schema }) => schema.type !== undefined);
const packs = await readPacks(join(root, 'packs'), ajv);
const files = [...(await typeFiles(withTypes)), ...(await validators()), schemaModule(), ...packModules(packs, HEADER)];
await mkdir(target, { recursive: true });
const stale = [];
for (const { file, text } of files) {
  const path = join(target, file);
  const old = await readFile(path, 'utf8').catch(() => null);
  if (old === text) continue;
  stale.push(file);
  if (!check) await writeFile(path, text);
}

/** A schema node with its $ref followed, and the document that further references are relative to. */
function follow(node, home) {
  if (typeof node.$ref !== 'string') return { node, home };
  const { $ref, ...rest } = node;
  const found = referred($ref, home);
  return { node: { ...found.node, ...rest }, home: found.home };
}

/** A reference stands between two comments of a page; all else in the page is written by hand. */
async function writeReference(page, begin, end, reference) {
  const path = join(root, page);
  const old = await readFile(path, 'utf8');
  const [before, rest] = old.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${page} lacks the comments around its reference`);
  const fresh = `${before}${begin}\n\n${reference}\n${end}${after}`;
  if (old === fresh) return;
  stale.push(page);
  if (!check) await writeFile(path, fresh);
}

await writeReference(
  'README.md',
  '<!-- manifest reference: generated from schemas/ by npm run generate -->',
  '<!-- end of manifest reference -->',
  manifestReference(
    providers.map(({ schema }) => schema),
    follow,
  ),
);
await writeReference(
  'docs/packs.md',
  '<!-- tables: generated from packs/ by npm run generate -->',
  '<!-- end of tables -->',
  packReference(packs),
);
const extra = (await readdir(target)).filter((file) => !files.some((wanted) => wanted.file === file));
if (check && stale.length + extra.length > 0) {
  console.error(`Generated files are not fresh: ${[...stale, ...extra].join(', ')}. Run npm run generate.`);
  process.exit(1);
}
console.log(check ? 'generated files are fresh' : `wrote ${stale.length} of ${files.length} generated files`);
