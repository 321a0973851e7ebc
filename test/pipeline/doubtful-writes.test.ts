import { describe, expect, test } from 'vitest';
import type { WriteWatch } from '../../src/providers/provider.ts';
import { ProviderError, type ProviderErrorOptions, unclear, unsent } from '../../src/providers/provider-error.ts';
import { type ScriptedVendor, scriptedVendor } from './scripted-vendor.ts';

const broken = (options: Partial<ProviderErrorOptions> = {}) =>
  new ProviderError('no answer', { code: 'AF301', trouble: 'unavailable', sent: 'maybe', ...options });
const refused = (code: 'AF304' | 'AF502', status?: number) =>
  new ProviderError('it says no', { code, trouble: 'refused', ...(status === undefined ? {} : { status }) });
const writes = ({ log }: ScriptedVendor) => log.filter((line) => line.startsWith('apply')).length;
const shown = (vendor: ScriptedVendor) => (vendor.state.DbAudit ? 'on' : 'off');

/** One write that ends so, whether it took effect or not. */
async function outcomeOf(error: unknown, { effect = false, repeatable = false, lateAfter = 0 } = {}) {
  const vendor = scriptedVendor({ repeatable });
  const plan = await vendor.plan({ DbAudit: true });
  vendor.onApply.set(1, (write) => {
    if (effect) write();
    throw error;
  });
  let readings = 0;
  vendor.onRead = (seen) => {
    if (lateAfter > 0 && ++readings > lateAfter) vendor.state.DbAudit = true;
    return seen;
  };
  const [outcome] = await vendor.run(plan);
  return { vendor, outcome: outcome! };
}

describe('a write whose answer does not say what became of it', () => {
  const doubts: [string, () => ProviderError][] = [
    ['no answer', () => broken()],
    ['a success that is not the documented one', () => unclear('PUT https://v', 204, 'to the policy')],
    ['a page in place of JSON', () => refused('AF304', 200)],
    ['an answer without any status', () => refused('AF304')],
    ['502 of a gateway', () => broken({ code: 'AF310', status: 502 })],
  ];

  test.each(doubts)('is done when it shows: %s', async (_name, error) => {
    const { vendor, outcome } = await outcomeOf(error(), { effect: true });
    expect([outcome.status, outcome.attempts, writes(vendor)]).toEqual(['done', 1, 1]);
  });

  test.each(doubts)('is done when it shows late, and is not sent again for it: %s', async (_name, error) => {
    const { vendor, outcome } = await outcomeOf(error(), { lateAfter: 4 });
    expect([outcome.status, writes(vendor), shown(vendor)]).toEqual(['done', 1, 'on']);
  });

  test.each(doubts)('is uncertain, never failed, when it does not show to the deadline: %s', async (_name, error) => {
    const { vendor, outcome } = await outcomeOf(error());
    expect([outcome.status, writes(vendor)]).toEqual(['uncertain', 1]);
    expect(outcome.error).toContain('It may take effect yet; these do not show so far: TairInstance/a#/DbAudit');
    expect(outcome.ms).toBeGreaterThanOrEqual(10_000);
  });

  test('is followed until the vendor has settled', async () => {
    const vendor = scriptedVendor({ repeatable: false });
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, (write) => {
      write();
      vendor.state.settled = false;
      throw broken();
    });
    const [outcome] = await vendor.run(plan);
    expect(outcome).toMatchObject({
      status: 'uncertain',
      error: expect.stringMatching(/^no answer\. Check the endpoint/),
    });
    expect(outcome!.ms).toBeGreaterThanOrEqual(10_000);
  });
});

describe('a write that surely was not made', () => {
  test.each<[string, unknown]>([
    ['refused by the vendor', refused('AF502', 400)],
    ['refused: the address has no such call', refused('AF304', 404)],
    ['not sent, because looking before it failed', unsent(refused('AF304', 200))],
  ])('has failed, at once: %s', async (_name, error) => {
    const { vendor, outcome } = await outcomeOf(error);
    expect([outcome.status, outcome.ms, writes(vendor)]).toEqual(['failed', 0, 1]);
  });

  test('500 of the vendor itself has failed when reading back does not show it', async () => {
    const { outcome } = await outcomeOf(broken({ code: 'AF310', status: 500 }));
    expect(outcome.status).toBe('failed');
  });
});

describe('attempts count what went on the wire', () => {
  /** The session has told of the first one. */
  const sentInAll = (times: number, writing: WriteWatch) => {
    for (let again = 1; again < times; again++) writing.sent();
  };

  test.each([3, 1])('also where the provider repeats a write itself: %j', async (attempts) => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, (write, writing) => {
      sentInAll(attempts, writing);
      write();
      return {};
    });
    expect((await vendor.run(plan))[0]).toMatchObject({ status: 'done', attempts });
  });

  test('none where the provider finds nothing left to send', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, (write, writing) => {
      writing.unsent();
      write();
      return {};
    });
    expect((await vendor.run(plan))[0]).toMatchObject({ status: 'done', attempts: 0 });
  });

  test('also of those that ended in trouble, and all runs of it together', async () => {
    const vendor = scriptedVendor({ repeatable: true });
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, (_write, writing) => {
      sentInAll(3, writing);
      throw broken();
    });
    expect((await vendor.run(plan))[0]).toMatchObject({ status: 'done', attempts: 4 });
  });
});
