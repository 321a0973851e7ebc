import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { scriptedVendor } from './scripted-vendor.ts';

const strong = { DbAudit: true, Retention: 365 };
const told = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ operation, status, attempts }) => `${operation.split('/')[2]} ${status} ${attempts}`);
const trouble = (kind: 'busy' | 'unavailable' | 'refused', sent: 'no' | 'yes' | 'maybe' = 'yes') =>
  new ProviderError('the vendor says no', { code: 'AF502', trouble: kind, sent });

describe('a plan is carried out', () => {
  test('in order: read again, journal the intent, write, read back, journal the outcome, and only then the next', async () => {
    const vendor = scriptedVendor();
    const outcomes = await vendor.run(await vendor.plan(strong));
    expect(told(outcomes)).toEqual(['set-DbAudit done 1', 'set-Retention done 1']);
    expect(vendor.log).toEqual([
      'journal run-started',
      'read',
      'journal intent set-DbAudit',
      'apply set-DbAudit',
      'read',
      'journal outcome set-DbAudit done',
      'journal intent set-Retention',
      'apply set-Retention',
      'read',
      'journal outcome set-Retention done',
      'journal run-ended',
    ]);
  });

  test('not at all where live settings moved since it was made', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan(strong);
    vendor.state.Retention = 7;
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit refused 0', 'set-Retention refused 0']);
    expect(vendor.log.filter((line) => line.startsWith('apply'))).toEqual([]);
  });

  test('without writing what is as wanted already', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan({ Retention: 365, DbAudit: true });
    vendor.onApply.set(1, (write) => {
      write();
      vendor.state.Retention = 365;
      return {};
    });
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit done 1', 'set-Retention done 0']);
  });

  test('without writing what another run has written meanwhile, where only the journal tells', async () => {
    const vendor = scriptedVendor();
    vendor.state.DbAudit = true;
    vendor.onRead = ({ document, ...seen }) => ({
      ...seen,
      document: { DbAudit: document!.DbAudit! },
      hidden: ['/Retention'],
    });
    vendor.onApply.set(1, (write) => {
      write();
      return { remember: { '/Retention': 365 } };
    });
    const plan = await vendor.plan({ DbAudit: true, Retention: 365 });
    expect(plan.operations).toHaveLength(1);
    const writesOfARun = async () => {
      expect((await vendor.run(plan)).map(({ status }) => status)).toEqual(['done']);
      return vendor.log.filter((line) => line.startsWith('apply'));
    };
    expect(await writesOfARun()).toEqual(['apply set-Retention']);
    expect(await writesOfARun()).toEqual([]);
  });

  test('to the end, and with an outcome for every step, where we ourselves fail in the middle', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan(strong);
    vendor.onApply.set(1, () => {
      throw new TypeError('a bug');
    });
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit uncertain 1', 'set-Retention not-run 0']);
    expect(vendor.log.slice(-2)).toEqual(['journal outcome set-DbAudit uncertain', 'journal run-ended']);
  });

  test('and a failed step stops the later ones', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan(strong);
    vendor.onApply.set(1, () => {
      throw trouble('refused');
    });
    const outcomes = await vendor.run(plan);
    expect(told(outcomes)).toEqual(['set-DbAudit failed 1', 'set-Retention not-run 0']);
    expect(outcomes[1]!.error).toContain('set-DbAudit did not succeed');
    expect(vendor.log.filter((line) => line.startsWith('apply'))).toEqual(['apply set-DbAudit']);
  });
});

describe('a write counts as done', () => {
  test('only once it shows, however often that must be looked at', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan({ DbAudit: true });
    let readings = 0;
    vendor.onRead = (seen) => (++readings < 5 ? { ...seen, document: { DbAudit: false, Retention: 30 } } : seen);
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit done 1']);
    expect(readings).toBe(5);
  });

  test('only once the vendor has settled', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan({ DbAudit: true });
    let readings = 0;
    vendor.onRead = (seen) => ({ ...seen, settled: ++readings > 3 });
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit done 1']);
    expect(readings).toBe(4);
  });

  test('never, when it does not show before the deadline: then it is uncertain, and later steps are not run', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan(strong);
    vendor.onApply.set(1, () => ({}));
    const outcomes = await vendor.run(plan);
    expect(told(outcomes)).toEqual(['set-DbAudit uncertain 1', 'set-Retention not-run 0']);
    expect(outcomes[0]!.error).toContain('not confirmed in time');
  });

  test('when its answer was lost and the settings show it', async () => {
    const vendor = scriptedVendor({ repeatable: false });
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, (write) => {
      write();
      throw trouble('unavailable', 'maybe');
    });
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit done 1']);
  });
});

describe('a write is sent again', () => {
  test('when the vendor was busy, or it was never sent, which does not count', async () => {
    for (const error of [trouble('busy', 'no'), trouble('unavailable', 'no')]) {
      const vendor = scriptedVendor({ repeatable: false });
      const plan = await vendor.plan({ DbAudit: true });
      vendor.onApply.set(1, () => {
        throw error;
      });
      expect(told(await vendor.run(plan))).toEqual(['set-DbAudit done 1']);
    }
  });

  test('when it may have been lost, reading back does not show it, and sending twice does no harm', async () => {
    const vendor = scriptedVendor({ repeatable: true });
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, () => {
      throw trouble('unavailable', 'maybe');
    });
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit done 2']);
    const sent = vendor.log.indexOf('apply set-DbAudit');
    expect(vendor.log[sent + 1], 'read back between the two').toBe('read');
  });

  test('never, when sending twice could do it twice', async () => {
    const vendor = scriptedVendor({ repeatable: false });
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, () => {
      throw trouble('unavailable', 'maybe');
    });
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit uncertain 1']);
  });

  test('not without end', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan({ DbAudit: true });
    for (let write = 1; write <= 50; write++)
      vendor.onApply.set(write, () => {
        throw trouble('unavailable', 'maybe');
      });
    const [outcome] = await vendor.run(plan);
    expect([outcome!.status, outcome!.attempts]).toEqual(['uncertain', 4]);
  });
});

describe('an interrupt', () => {
  test('lets the write in flight end and starts nothing new', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan(strong);
    vendor.onApply.set(1, (write) => {
      write();
      vendor.stop.abort(new Error('interrupted'));
      return {};
    });
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit done 1', 'set-Retention not-run 0']);
  });

  test('leaves a write that does not show yet uncertain, with its outcome in the journal', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan(strong);
    vendor.onApply.set(1, () => {
      vendor.stop.abort(new Error('interrupted'));
      return {};
    });
    expect(told(await vendor.run(plan))).toEqual(['set-DbAudit uncertain 1', 'set-Retention not-run 0']);
    expect(vendor.log).toContain('journal outcome set-DbAudit uncertain');
  });
});

describe('what was written beyond reading is remembered', () => {
  const receipt = { remember: { '/secret': 2 } };

  test.each([
    [true, 'done'],
    [false, 'uncertain'],
  ])('when the vendor has settled (%s: %s) and also when it only shows', async (settled, status) => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, (write) => {
      write();
      vendor.state.settled = settled;
      return receipt;
    });
    expect(told(await vendor.run(plan))).toEqual([`set-DbAudit ${status} 1`]);
    expect(vendor.remembered()).toEqual({ '/secret': 2 });
  });

  test('but not when it does not show', async () => {
    const vendor = scriptedVendor();
    const plan = await vendor.plan({ DbAudit: true });
    vendor.onApply.set(1, () => receipt);
    await vendor.run(plan);
    expect(vendor.remembered()).toBeUndefined();
  });
});
