import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { createRegion, mostUnderWay } from './region.ts';

const names = [...'abcdefgh'];
const all = (spec: JsonObject) => Object.fromEntries(names.map((name) => [name, spec]));
const off = () => Object.fromEntries(names.map((name) => [name, false]));
const on = () => Object.fromEntries(names.map((name) => [name, true]));
const year = { DbAudit: true, Retention: 365 };
const statuses = (outcomes: readonly { readonly status: string }[]) => [
  ...new Set(outcomes.map(({ status }) => status)),
];
const sends = (log: readonly string[]) => log.filter((line) => line.startsWith('sen'));

describe('targets that share a setting', () => {
  test('are written side by side where the setting has its value, each from its own fresh reading', async () => {
    const region = createRegion(all(year), { on: off(), retention: 365 });
    const outcomes = await region.run(await region.plan());
    expect(statuses(outcomes)).toEqual(['done']);
    expect(mostUnderWay(region.log)).toBeGreaterThan(3);
    for (const name of names) {
      const own = region.log.filter((line) => line.endsWith(` ${name}`));
      expect(own).toEqual([`read ${name}`, `send ${name}`, `sent ${name}`, `read ${name}`]);
    }
  });

  test.each([
    ['on', all(year), off(), 365],
    ['off', all({ DbAudit: false }), on(), 365],
    ['on, for as long as the region keeps records', all({ DbAudit: true }), off(), 365],
    ['on, with the first retention', all(year), off(), null],
    ['on, with another retention', all(year), off(), 30],
  ])('never have two writes under way: switched %s', async (_what, specs, start, retention) => {
    const region = createRegion(specs, { on: start, retention });
    expect(statuses(await region.run(await region.plan()))).toEqual(['done']);
    expect(mostUnderWay(region.log)).toBeGreaterThan(1);
    const writes = sends(region.log);
    expect(writes.length).toBe(2 * names.length);
    for (const [at, line] of writes.entries())
      if (at % 2 === 0) expect(writes[at + 1]).toBe(line.replace('send', 'sent'));
  });

  test('wait until the one that changes it is done and read back', async () => {
    const region = createRegion(all(year), { on: off(), retention: 30 });
    await region.run(await region.plan());
    expect(region.log.slice(0, 4)).toEqual(['read a', 'send a', 'sent a', 'read a']);
    expect(region.log.slice(4)).not.toContain('read a');
  });

  test('wait for those under way before one changes it, and those that come later wait for that', async () => {
    const region = createRegion({ ...all({ DbAudit: true }), d: year }, { on: off(), retention: 30 });
    expect(statuses(await region.run(await region.plan()))).toEqual(['done']);
    const first = region.log.indexOf('read d');
    expect(region.log.slice(first, first + 4)).toEqual(['read d', 'send d', 'sent d', 'read d']);
    const before = new Set(region.log.slice(0, first).map((line) => line.at(-1)));
    const after = new Set(region.log.slice(first + 4).map((line) => line.at(-1)));
    expect([...before], 'nobody is on both sides').toEqual(['a', 'b', 'c']);
    expect([...after].sort()).toEqual(['e', 'f', 'g', 'h']);
  });

  test('one after another when the first one fails to change it', async () => {
    const region = createRegion(all(year), { on: off(), retention: 30 });
    region.onSend = (name) => {
      if (name === 'a') throw new ProviderError('no', { code: 'AF502', trouble: 'refused' });
    };
    const outcomes = await region.run(await region.plan());
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(7);
    const second = region.log.indexOf('read b');
    expect(region.log.slice(second, second + 4)).toEqual(['read b', 'send b', 'sent b', 'read b']);
  });

  test('make what some of them need once, with nobody beside, and then go on side by side', async () => {
    const specs = { ...all(year), a: { DbAudit: false }, b: { DbAudit: false }, c: { DbAudit: false } };
    const region = createRegion(specs, { on: { ...off(), a: true, b: true, c: true }, retention: 365 });
    region.hasRole = false;
    expect(statuses(await region.run(await region.plan()))).toEqual(['done']);
    const first = region.log.indexOf('read d');
    expect(region.log.slice(first, first + 3)).toEqual(['read d', 'send role for d', 'sent role for d']);
    expect(region.log.filter((line) => line.startsWith('send role'))).toHaveLength(1);
    expect(mostUnderWay(region.log.slice(first))).toBeGreaterThan(1);
  });

  test('are refused, and not written over, when somebody else changes it meanwhile', async () => {
    const region = createRegion(all(year), { on: off(), retention: 365 });
    const plan = await region.plan();
    region.retention = 7;
    expect(statuses(await region.run(plan))).toEqual(['refused']);
    expect(sends(region.log)).toEqual([]);
  });

  test('send nothing more after an interrupt: what waits for its turn is not sent', async () => {
    const region = createRegion(all(year), { on: off(), retention: 365 });
    region.onSend = (name) => {
      if (name === 'b') region.stop.abort(new Error('interrupted'));
    };
    const outcomes = await region.run(await region.plan());
    expect(sends(region.log)).toEqual(['send a', 'sent a', 'send b', 'sent b']);
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(2);
    expect(statuses(outcomes.slice(2)).sort()).toEqual(['not-run']);
  });

  test('all end well at a vendor that takes one change of the region at a time', async () => {
    const region = createRegion(all(year), { on: off(), retention: 365 });
    let refusals = 0;
    let isBusy = false;
    region.onSend = () => {
      isBusy = !isBusy;
      if (isBusy) return;
      refusals++;
      throw new ProviderError('a task is running', { code: 'AF407', trouble: 'busy', sent: 'no' });
    };
    expect(statuses(await region.run(await region.plan()))).toEqual(['done']);
    expect(refusals).toBeGreaterThan(3);
  });
});
