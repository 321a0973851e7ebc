import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { providers } from '../src/providers/index.ts';
import { createSimulators } from '../src/sandbox/vendors/index.ts';
import { kinds } from '../src/schema/kinds.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = filesBelow('src').filter((file) => file.endsWith('.ts') || file.endsWith('.js'));
const written = sources.filter((file) => !file.includes('/generated/'));
const vendors = providers.map(({ id }) => id).sort();

interface Import {
  readonly from: string;
  /** A file of this repository, or `pkg:` and the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const simulated = createSimulators({ now: Date.now, settleMs: 0 })
  .map(({ id }) => id)
  .sort();

const imports = sources.flatMap(importsOf);

/** What each part of the program may import besides itself; `types of` allows what vanishes when compiled. */
const rules: readonly {
  readonly part: string;
  readonly may: readonly string[];
  readonly packages: readonly string[];
}[] = [
  { part: 'src/when-aborted.ts', may: [], packages: ['node:events'] },
  { part: 'src/model/', may: [], packages: ['node:crypto'] },
  { part: 'src/schema/', may: ['src/model/'], packages: ['ajv'] },
  { part: 'src/manifest/', may: ['src/model/'], packages: ['node:', 'yaml'] },
  { part: 'src/git/', may: ['src/model/', 'types of src/manifest/'], packages: ['node:'] },
  { part: 'src/journal/', may: ['src/model/'], packages: ['node:'] },
  {
    part: 'src/forge/',
    may: ['src/model/', 'src/http/', 'src/render/', 'src/exit-code.ts'],
    packages: ['node:path'],
  },
  { part: 'src/drift/', may: ['src/model/', 'src/journal/'], packages: ['node:'] },
  {
    part: 'src/pipeline/',
    may: [
      'src/model/',
      'src/schema/',
      'src/manifest/',
      'types of src/journal/',
      'src/version.ts',
      'src/when-aborted.ts',
      'src/providers/provider.ts',
      'src/providers/provider-error.ts',
    ],
    packages: ['node:path', 'ajv', 'fast-json-patch', 'p-limit', 're2js'],
  },
  {
    part: 'src/http/',
    may: ['src/when-aborted.ts', 'types of src/providers/provider.ts', 'src/providers/provider-error.ts'],
    packages: ['node:', 'undici'],
  },
  { part: 'src/providers/provider.ts', may: ['types of src/model/', 'types of src/http/'], packages: [] },
  { part: 'src/providers/provider-error.ts', may: ['types of src/model/'], packages: [] },
  { part: 'src/providers/index.ts', may: ['src/providers/'], packages: [] },
  ...vendors.map((vendor) => ({
    part: `src/providers/${vendor}/`,
    may: [
      'src/model/',
      'src/http/',
      'src/providers/provider.ts',
      'src/providers/provider-error.ts',
      `types of src/schema/generated/${vendor}.ts`,
    ],
    packages: ['node:crypto', 'node:net', 'node:path'],
  })),
  {
    part: 'src/packs/',
    may: ['src/model/', 'src/pipeline/', 'src/schema/'],
    packages: [],
  },
  {
    part: 'src/connection/',
    may: ['src/when-aborted.ts', 'src/model/', 'src/http/', 'src/providers/', 'src/pipeline/'],
    packages: ['node:'],
  },
  {
    part: 'src/progress/',
    may: [
      'types of src/connection/run-watch.ts',
      'types of src/http/',
      'types of src/render/',
      'src/providers/provider-error.ts',
    ],
    packages: [],
  },
  {
    part: 'src/telemetry/',
    may: ['types of src/connection/run-watch.ts', 'src/http/', 'src/providers/provider-error.ts', 'src/version.ts'],
    packages: ['node:', 'undici'],
  },
  {
    // A renderer prints what a stage found, so it knows the type of the finding and never the stage.
    part: 'src/render/',
    may: ['src/model/', 'src/schema/', 'types of src/pipeline/', 'types of src/drift/', 'src/version.ts'],
    packages: ['node:path', 'picocolors'],
  },
  { part: 'src/sandbox/', may: [], packages: ['node:'] },
];

describe('imports point one way', () => {
  test.each(rules)('$part', ({ part, may, packages }) => {
    const wrong = imports
      .filter(({ from, to }) => from.startsWith(part) && !to.startsWith(part))
      .filter(({ to, typeOnly }) =>
        to.startsWith('pkg:')
          ? !packages.some((name) => to.slice(4).startsWith(name))
          : !may.some((rule) =>
              rule.startsWith('types of ') ? typeOnly && to.startsWith(rule.slice(9)) : to.startsWith(rule),
            ),
      );
    expect(written.some((file) => file.startsWith(part))).toBe(true);
    expect(wrong).toEqual([]);
  });

  test('every folder has a rule, or is a command line', () => {
    const ruled = (file: string) => rules.some(({ part }) => file.startsWith(part));
    const rest = written.filter((file) => !ruled(file) && !file.startsWith('src/commands/'));
    expect(rest).toEqual([
      'src/exit-code.ts',
      'src/lower-worker-threads.ts',
      'src/main.ts',
      'src/run-cli.ts',
      'src/version.ts',
    ]);
  });

  test('one simulator knows nothing of another, nor of the server that runs it', () => {
    const wrong = imports.filter(({ from, to }) => {
      const own = /^src\/sandbox\/vendors\/[^/]+\//.exec(from)?.[0];
      if (own === undefined || to.startsWith('pkg:') || to.startsWith(own)) return false;
      return to.startsWith('src/sandbox/vendors/') || /\/(server|sandbox|control)\.ts$/.test(to);
    });
    expect(wrong).toEqual([]);
  });

  test('only the entry points import commands', () => {
    const outside = imports.filter(
      ({ from, to }) => to.startsWith('src/commands/') && !from.startsWith('src/commands/'),
    );
    expect([...new Set(outside.map(({ from }) => from))]).toEqual(['src/main.ts', 'src/run-cli.ts']);
  });

  test('no file is imported that is not there', () => {
    const missing = imports.filter(({ to }) => !to.startsWith('pkg:') && !existsSync(join(root, to)));
    expect(missing).toEqual([]);
  });

  test('nothing imports in a circle', () => {
    expect(circles(imports)).toEqual([]);
  });
});

describe('a vendor is complete', () => {
  const folders = (folder: string) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  const named = (folder: string, ending: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .sort();

  test.each([
    ['folders of providers', () => folders('src/providers')],
    ['schemas', () => named('schemas/providers', '.schema.json')],
    ['folders of simulators', () => folders('src/sandbox/vendors')],
    ['simulators', () => simulated],
    ['conformance cases', () => named('test/conformance', '.test.ts')],
    ['pages', () => named('docs/vendors', '.md')],
    [
      'kinds',
      () =>
        Object.values(kinds)
          .map(({ system }) => system)
          .sort(),
    ],
  ] as const)('the registry and the %s name the same vendors', (_what, list) => {
    expect(list()).toEqual(vendors);
  });

  test('each kind belongs to the provider that the schema is named after', () => {
    expect(Object.fromEntries(providers.map(({ id, kind }) => [kind, id]))).toEqual(
      Object.fromEntries(Object.entries(kinds).map(([kind, { system }]) => [kind, system])),
    );
  });

  test.each(vendors)('%s has the files that every vendor has', (vendor) => {
    const files = readdirSync(join(root, 'src/providers', vendor));
    expect(files).toEqual(expect.arrayContaining(['api.ts', 'index.ts', 'operations.ts', 'session.ts', 'wire.ts']));
  });
});

describe('files stay readable', () => {
  test('no source file has more than 250 lines', () => {
    const long = written.map((file) => [file, lines(file)] as const).filter(([, count]) => count > 250);
    expect(long).toEqual([]);
  });

  test('half of all source files have fewer than 90 lines', () => {
    const counts = written.map(lines).sort((left, right) => left - right);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThan(90);
  });

  test('no test file has more than 400 lines', () => {
    const long = filesBelow('test').filter((file) => file.endsWith('.ts') && lines(file) > 400);
    expect(long).toEqual([]);
  });

  test('names are kebab-case', () => {
    const odd = written.filter((file) => !/^src(\/[a-z0-9]+(-[a-z0-9]+)*)+\.ts$/.test(file));
    expect(odd).toEqual([]);
  });

  test('no file or folder is a place for leftovers', () => {
    const banned = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'common', 'service', 'misc', 'shared']);
    const found = [...written, ...filesBelow('test'), ...filesBelow('scripts')].filter((file) =>
      file.split('/').some((part) => banned.has(part.replace(/(\.test)?\.\w+$/, ''))),
    );
    expect(found).toEqual([]);
  });

  test('a file with one exported value is named after what it exports', () => {
    // Parts that every vendor has keep one name each; the last two are named after what their function deals in.
    const roles = ['index', 'main', 'api', 'wire', 'session', 'routes', 'apply', 'schema-problems', 'rate-limit'];
    const odd = written.filter((file) => {
      const name = file.split('/').at(-1)!.replace(/\.ts$/, '');
      const exported = [
        ...textOf(file).matchAll(/^export (?:async )?(const|function\*?|class|interface|type) (\w+)/gm),
      ].map(([, sort, called]) => ({ value: sort !== 'type' && sort !== 'interface', called: called! }));
      if (exported.filter(({ value }) => value).length !== 1 || roles.includes(name)) return false;
      const stems = (text: string) =>
        text
          .toLowerCase()
          .split(/[-_]/)
          .map((word) => word.slice(0, 4));
      const exportedStems = exported.flatMap(({ called }) => stems(called.replace(/([a-z0-9])([A-Z])/g, '$1-$2')));
      return !stems(name).some((stem) => exportedStems.includes(stem));
    });
    expect(odd).toEqual([]);
  });
});

describe('nothing tells where it was made', () => {
  const registries = ['npmjs', 'pypi', 'artifactory', 'verdaccio', 'yarnpkg'];
  const paths = ['home', 'work', 'Users', 'root', 'workspace', 'build', 'mnt'].map((name) => `/${name}/`);
  const shipped = ['src', 'schemas', 'docs', 'scripts', 'examples', 'test']
    .flatMap(filesBelow)
    .filter((file) => !file.endsWith('architecture.test.ts'));

  test('no source, schema, document or test names a package registry', () => {
    const found = shipped.filter((file) => registries.some((name) => textOf(file).includes(`${name}.`)));
    expect(found).toEqual([]);
  });

  test('no source, schema, document or test names a folder of a build machine', () => {
    const absolute = new RegExp(`(?:^|[\\s'"\`(=:])(?:file://)?(?:${paths.join('|')})`, 'm');
    expect(shipped.filter((file) => absolute.test(textOf(file)))).toEqual([]);
  });
});

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function lines(file: string): number {
  return textOf(file).trimEnd().split('\n').length;
}

function importsOf(from: string): Import[] {
  const statements = textOf(from).matchAll(
    /(?:^|\n)(?:import|export)(?<type> type)?\b[^'";]*?\bfrom '(?<name>[^']+)'|\bimport\('(?<lazy>[^']+)'\)|(?:^|\n)import '(?<bare>[^']+)'/g,
  );
  return [...statements].map(({ groups }) => {
    const name = groups!.name ?? groups!.lazy ?? groups!.bare!;
    const to = name.startsWith('.') ? relative(root, join(root, dirname(from), name)) : `pkg:${name}`;
    return { from, to, typeOnly: groups!.type !== undefined };
  });
}

/** Each circle once, as the files it runs through. */
function circles(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) found.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    if (done.has(file) || trail.includes(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}
