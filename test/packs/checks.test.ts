import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../src/model/json.ts';
import { packChecks, packs } from '../../src/schema/generated/packs.ts';
import { manifestOf } from './manifest-of.ts';
import { type Validated, validateDocuments } from './validate-documents.ts';

interface Case {
  readonly kind: string;
  readonly about?: string;
  readonly pass?: Json;
  readonly fail: Json;
  readonly at: string;
  readonly never?: boolean;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const catalogue = parse(readFileSync(`${folder}cases.yaml`, 'utf8')) as readonly { check: string; cases: Case[] }[];
const cases = catalogue.flatMap(({ check, cases: own }) => own.map((one) => ({ check, ...one })));
const prepared = cases.map((one) => ({
  ...one,
  passing: one.pass === undefined ? null : manifestOf(one.kind, one.pass),
  failing: manifestOf(one.kind, one.fail),
}));

test('every kind of every check has a spec that passes and one that fails', () => {
  const wanted = packChecks.flatMap(({ id, kinds }) => Object.keys(kinds).map((kind) => `${id} ${kind}`));
  const covered = cases
    .filter(({ pass, never }) => pass !== undefined || never)
    .map((one) => `${one.check} ${one.kind}`);
  expect(wanted.filter((name) => !covered.includes(name))).toEqual([]);
  expect(covered.filter((name) => !wanted.includes(name))).toEqual([]);
});

test('every check is part of some pack', () => {
  const used = new Set(packs.flatMap(({ checks }) => checks.map(({ check }) => check)));
  expect(packChecks.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
});

describe.each(packs)('$name', ({ name, checks, controlPrefix }) => {
  let validated: Validated;
  const addressOf = (manifest: { kind: string; metadata: { name: string } }) =>
    `${manifest.kind}/${manifest.metadata.name}`;
  const found = (address: string, check: string) =>
    validated.problems.filter(
      ({ at, message }) => at?.address === address && message.includes(` fails ${check} of ${name} [`),
    );

  beforeAll(async () => {
    const documents = prepared.flatMap(({ passing, failing }) => (passing === null ? [failing] : [passing, failing]));
    validated = await validateDocuments(documents, '--pack', name);
  });

  test('judges every manifest, and nothing but its checks fails', () => {
    const others = validated.problems.filter(({ code, severity }) => severity === 'error' && code !== 'AF214');
    expect(others).toEqual([]);
    expect(validated.code).toBe(3);
  });

  const own = prepared.filter(({ check }) => checks.some((entry) => entry.check === check));
  test.each(own)('$check of $kind: $fail fails $about', ({ check, failing, at, never }) => {
    const entry = checks.find((one) => one.check === check)!;
    const problems = found(addressOf(failing), check);
    expect(problems.map(({ code, at: place }) => [code, place?.path])).toEqual([['AF214', at]]);
    expect(problems[0]!.severity).toBe(never === true ? 'warning' : entry.severity);
    for (const control of entry.controls) expect(problems[0]!.message).toContain(`${controlPrefix}/${control}`);
    expect(problems[0]!.message).toContain(`(${at}`);
    expect(problems[0]!.message).toContain('; would pass: ');
    expect(problems[0]!.fix).toBeTruthy();
    expect(problems[0]!.at?.line).toBeGreaterThan(1);
  });

  test.each(own.filter(({ passing }) => passing !== null))('$check of $kind: $pass passes', ({ check, passing }) => {
    expect(found(addressOf(passing!), check)).toEqual([]);
  });

  test('asks nothing that is not its own', () => {
    const asked = new Set(checks.map(({ check }) => check));
    const told = validated.problems.flatMap(({ message }) => / fails (\S+) of /.exec(message)?.[1] ?? []);
    expect(told.filter((check) => !asked.has(check))).toEqual([]);
  });
});
