import { describe, expect, test } from 'vitest';
import { order } from '../../src/pipeline/order.ts';
import { tairProvider } from '../../src/providers/tair/index.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { address, deltaOf, live } from './tair-fake.ts';

const ops = (
  spec: JsonObject,
  document: JsonObject,
  limits: JsonObject = {},
  facts: readonly string[] = ['role.exists'],
  shared: JsonObject = {},
) => tairProvider.operations(deltaOf(spec, live(document, limits, facts), shared));

describe('operations', () => {
  test('switching on and a new retention are one call that says both', () => {
    const [set, ...more] = ops({ DbAudit: true, Retention: 180 }, { DbAudit: false, Retention: 30 });
    expect(more).toEqual([]);
    expect(set).toMatchObject({
      id: `${address}/set-audit-log-config`,
      input: { DbAudit: true, Retention: 180 },
      repeatable: true,
    });
    expect(set?.realises).toEqual([`${address}#/DbAudit`, `${address}#/Retention`]);
    expect(set?.ensures).toEqual([{ fact: 'audit.enabled', holds: true }]);
  });

  test('a retention changed while on says DbAudit too: left out it means true', () => {
    expect(ops({ Retention: 365 }, { DbAudit: true, Retention: 180 })[0]?.input).toMatchObject({
      DbAudit: true,
      Retention: 365,
      switchManaged: false,
    });
  });

  test('switching off says no retention', () => {
    const [set] = ops({ DbAudit: false, Retention: 365 }, { DbAudit: true, Retention: 180 });
    expect(set?.input).toEqual({ DbAudit: false });
    expect(set?.requires).toEqual([]);
  });

  test("without a retention in the manifest the region's stays; else another manifest's of the region is used", () => {
    expect(
      ops({ DbAudit: true }, { DbAudit: false, Retention: 30 }, {}, ['role.exists'], { '/Retention': 365 })[0]?.input,
    ).toMatchObject({ Retention: 30, retentionFrom: 'region' });
    expect(
      ops({ DbAudit: true }, { DbAudit: false, Retention: null }, {}, ['role.exists'], { '/Retention': 365 })[0]?.input,
    ).toMatchObject({ Retention: 365, retentionFrom: 'another manifest' });
  });

  test('the summary says where the days come from', () => {
    const summary = (spec: JsonObject, document: JsonObject, shared: JsonObject) =>
      ops(spec, document, {}, ['role.exists'], shared)[0]?.summary;
    const [off, shared] = [{ DbAudit: false, Retention: 30 }, { '/Retention': 365 }];
    expect(summary({ DbAudit: true, Retention: 30 }, off, {})).toMatch(/30 days in the whole region$/);
    expect(summary({ DbAudit: true }, off, {})).toMatch(/30 days in the whole region, as they are now$/);
    expect(summary({ DbAudit: true }, { DbAudit: false, Retention: null }, shared)).toMatch(
      /365 days in the whole region, as another manifest asks$/,
    );
    expect(summary({ DbAudit: true }, off, shared)).toMatch(/that the region has by then \(30 days now\)$/);
  });

  test('the role comes first, as a step of its own, only where it is known to be missing', () => {
    const operations = ops({ DbAudit: true, Retention: 30 }, { DbAudit: false }, { role: 'missing' }, []);
    expect(order(operations, []).waves).toEqual([
      [`${address}/create-service-linked-role`],
      [`${address}/set-audit-log-config`],
    ]);
    expect(operations[0]).toMatchObject({ realises: [], ensures: [{ fact: 'role.exists', holds: true }] });
    for (const role of ['exists', 'unknown']) {
      const facts = role === 'exists' ? ['role.exists'] : [];
      const usual = ops({ DbAudit: true, Retention: 30 }, { DbAudit: false }, { role }, facts);
      expect(usual.map(({ id }) => id)).toEqual([`${address}/set-audit-log-config`]);
      expect(order(usual, facts).faults).toEqual([]);
    }
  });

  test('the role is not created for switching off or for a retention', () => {
    expect(ops({ DbAudit: false }, { DbAudit: true, Retention: 30 }, { role: 'missing' }, [])).toHaveLength(1);
    expect(ops({ Retention: 60 }, { DbAudit: true, Retention: 30 }, { role: 'missing' }, [])).toHaveLength(1);
  });

  test('one lock per region, so that no write falls between the reading and the write of one that changes its retention', () => {
    const both = ops({ DbAudit: true, Retention: 30 }, { DbAudit: false }, { role: 'missing' }, []);
    expect(new Set(both.map(({ exclusive }) => exclusive))).toEqual(new Set(['tair/cn-hangzhou']));
    expect(ops({ DbAudit: false }, { DbAudit: true, Retention: 30 }, { region: 'cn-shanghai' })[0]?.exclusive).toBe(
      'tair/cn-shanghai',
    );
  });

  test('every fact has a sentence', () => {
    const both = ops({ DbAudit: true, Retention: 30 }, { DbAudit: false }, { role: 'missing' }, []);
    for (const { fact } of both.flatMap(({ requires, ensures }) => [...requires, ...ensures]))
      expect(tairProvider.facts[fact]).toMatch(/\.$/);
  });
});
