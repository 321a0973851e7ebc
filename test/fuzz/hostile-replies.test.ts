import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { SimulatedReply, SimulatedRequest } from '../../src/sandbox/simulator.ts';
import { manifestOf, subjects } from '../properties/vendor-subjects.ts';
import { jsonOf, openWorkspace, type Workspace } from '../workspace.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 25);

/** One place of an answer, replaced by something else: what a proxy, a bug or an attacker in between may send. */
const mutation = fc.record({
  /** Which answer of the run, and which of its members. */
  answer: fc.nat({ max: 8 }),
  place: fc.nat(),
  value: fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      '',
      'true',
      '__proto__',
      -1,
      1e308,
      Number.MAX_SAFE_INTEGER + 2,
      [],
      {},
      null,
      [[[]]],
      'x'.repeat(70_000),
    ),
  ),
  whole: fc.option(
    fc.constantFrom(
      '',
      '<html>sign in</html>',
      '{"a":',
      '[]',
      'null',
      '0',
      '"text"',
      '\u0000',
      `[${'['.repeat(50_000)}`,
    ),
    { freq: 4 },
  ),
  status: fc.option(fc.constantFrom(200, 204, 206, 302, 304, 418, 500), { freq: 6 }),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutated(reply: SimulatedReply, { place, value, whole, status }: Mutation): SimulatedReply {
  const answer = status === null ? reply : { ...reply, status };
  if (whole !== null) return { ...answer, body: whole, headers: { 'content-type': 'application/json' } };
  if (typeof reply.body !== 'object' || reply.body === null || Buffer.isBuffer(reply.body)) return answer;
  const body = structuredClone(reply.body) as object;
  const places: [object, string][] = [];
  const visit = (node: object) => {
    for (const [key, child] of Object.entries(node)) {
      places.push([node, key]);
      if (typeof child === 'object' && child !== null) visit(child as object);
    }
  };
  visit(body);
  if (places.length === 0) return { ...answer, body: value };
  const [holder, key] = places[place % places.length]!;
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  return { ...answer, body };
}

describe.each(subjects.map((subject) => [subject.kind, subject] as const))('%s', (_kind, subject) => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await openWorkspace({ vendors: [subject.vendor] });
  });
  afterEach(() => workspace.close());

  test('any answer gives a plan or a problem for that target, never a crash, a write or a secret', async () => {
    const simulator = workspace.sandbox.simulator(subject.vendor);
    const honest = simulator.handle.bind(simulator);
    const before = JSON.stringify((simulator.state() as { log: unknown }).log);
    const [spec] = fc.sample(subject.spec, { numRuns: 1, seed: 7 });
    workspace.write('manifest.yaml', manifestOf(subject, spec!));
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
        let count = 0;
        simulator.handle = async (request: SimulatedRequest) => {
          const number = count++;
          const hit = mutations.find(({ answer }) => answer === number);
          const reply = await honest(request);
          return hit === undefined ? reply : mutated(reply, hit);
        };
        const ran = await workspace.run('plan', workspace.folder, '--format', 'json');
        expect([0, 1], ran.stderr).toContain(ran.code);
        expect(ran.stdout + ran.stderr).not.toMatch(/AF999|\bat file:|node:internal/);
        const { targets, changes, operations, problems } = jsonOf<Plan>(ran);
        expect(problems.filter(({ severity, fix }) => severity === 'error' && fix === null)).toEqual([]);
        for (const { status } of targets)
          if (status === 'unreadable') expect([changes.length, operations.length]).toEqual([0, 0]);
      }),
      { seed: 20260601, numRuns: RUNS, endOnFailure: true },
    );
    simulator.handle = honest;
    expect(JSON.stringify((simulator.state() as { log: unknown }).log)).toBe(before);
    const written = workspace.everythingWritten();
    for (const [name, value] of Object.entries(workspace.sandbox.environment))
      if (/PASSWORD|SECRET|_SK$|API_KEY$/.test(name)) expect(written.includes(value), name).toBe(false);
  }, 120_000);
});
