import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonOptions } from '../../src/commands/common-options.ts';
import { loadProject } from '../../src/commands/load-project.ts';
import { createSessions } from '../../src/connection/create-sessions.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Target } from '../../src/model/manifest.ts';
import { fingerprint, type Observation } from '../../src/model/observation.ts';
import { specNode } from '../../src/pipeline/diff.ts';
import { fillDefaults } from '../../src/pipeline/fill-defaults.ts';
import { providerOf } from '../../src/providers/index.ts';
import type { SimulatedReply } from '../../src/sandbox/simulator.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { manifestOf, subjects } from './vendor-subjects.ts';

describe.each(subjects.map((subject) => [subject.kind, subject] as const))('%s', (kind, subject) => {
  const provider = providerOf(kind);
  let workspace: Workspace;
  let target: Target;
  let live: Observation;

  const observe = async (): Promise<Observation> => {
    const sessions = createSessions({
      mode: 'read',
      env: workspace.sandbox.environment,
      secretsDirs: [],
      signal: new AbortController().signal,
      settleMs: 0,
    });
    try {
      return await (await sessions.of(target)).read(target);
    } finally {
      await sessions.close();
    }
  };

  beforeAll(async () => {
    workspace = await openWorkspace({ vendors: [subject.vendor] });
    // A wish for everything, so that lists have more than one member.
    const [spec] = fc.sample(subject.spec, { seed: 7, numRuns: 1 });
    const file = workspace.write('manifest.yaml', manifestOf(subject, spec!));
    const project = await loadProject([file], commonOptions({}, {}), Date.now);
    target = project.targets[0]!;
    live = await observe();
  });
  afterAll(() => workspace.close());

  test('a wish in normal form is its own normal form', () => {
    fc.assert(
      fc.property(subject.spec, (spec) => {
        const wish = { ...target, spec: fillDefaults(spec as JsonObject, specNode(kind)) as JsonObject };
        const once = provider.normalise(wish, live).document;
        const twice = provider.normalise({ ...wish, spec: once }, live).document;
        expect(twice).toEqual(once);
        expect(() => JSON.stringify(once)).not.toThrow();
      }),
      { seed: 20260104, numRuns: 300 },
    );
  });

  test('what is live is already in normal form', () => {
    const shown = live.document ?? {};
    const { document } = provider.normalise({ ...target, spec: shown }, live);
    for (const [name, value] of Object.entries(document)) {
      // A keyed list may lose items that cannot be managed; what stays is as it was.
      const items = shown[name];
      const kept = Array.isArray(value) && Array.isArray(items) && specNode(subject.kind).child(name)?.annotation.key;
      if (kept) expect(items).toEqual(expect.arrayContaining([...value]));
      else expect([name, value]).toEqual([name, items]);
    }
  });

  test('the order in which the vendor lists things does not change the fingerprint', async () => {
    const simulator = workspace.sandbox.simulator(subject.vendor);
    const honest = simulator.handle.bind(simulator);
    simulator.handle = async (request) => {
      const reply: SimulatedReply = await honest(request);
      return typeof reply.body === 'object' && reply.body !== null && !Buffer.isBuffer(reply.body)
        ? { ...reply, body: turned(reply.body) }
        : reply;
    };
    try {
      const again = await observe();
      expect(again.document).toEqual(live.document);
      expect(fingerprint(again)).toBe(fingerprint(live));
    } finally {
      simulator.handle = honest;
    }
  });
});

/** Every list turned round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned).reverse();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, turned(item)]));
}
