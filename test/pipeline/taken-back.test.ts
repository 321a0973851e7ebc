import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { type ScriptedVendor, scriptedVendor } from './scripted-vendor.ts';

const never = <T>() => new Promise<T>(() => undefined);
const reason = new Error('interrupted');
const told = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ operation, status, attempts, error }) => [operation.split('/')[2], status, attempts, error]);
const journal = ({ log }: ScriptedVendor) => log.filter((line) => line.startsWith('journal'));
const takenBack = 'interrupted before it was sent. Run the same command again.';
const throttled = () =>
  new ProviderError('too many calls', { code: 'AF309', trouble: 'busy', sent: 'no', status: 429 });

async function interruptedBy(script: (vendor: ScriptedVendor) => void) {
  const vendor = scriptedVendor();
  const plan = await vendor.plan({ DbAudit: true });
  script(vendor);
  return { vendor, outcomes: told(await vendor.run(plan)) };
}

describe('an interrupt takes back what is not at the vendor', () => {
  test('a target that waits to be read before its first write', async () => {
    const { vendor, outcomes } = await interruptedBy((made) => {
      made.onRead = () => {
        setImmediate(() => made.stop.abort(reason));
        return never();
      };
    });
    expect(outcomes).toEqual([['set-DbAudit', 'not-run', 0, 'interrupted']]);
    expect(journal(vendor)).toEqual(['journal run-started', 'journal run-ended']);
  });

  test('a write that waits for its turn, or for what is looked at before it: its intent gets an outcome', async () => {
    const { vendor, outcomes } = await interruptedBy((made) => {
      made.onApply.set(1, (_write, writing) => {
        writing.unsent();
        setImmediate(() => made.stop.abort(reason));
        return never();
      });
    });
    expect(outcomes).toEqual([['set-DbAudit', 'not-run', 0, takenBack]]);
    expect(journal(vendor).slice(1, -1)).toEqual(['journal intent set-DbAudit', 'journal outcome set-DbAudit not-run']);
  });

  test('a throttled write that waits for its next attempt, which counts the throttled ones', async () => {
    const { vendor, outcomes } = await interruptedBy((made) => {
      made.onApply.set(1, (_write, writing) => {
        writing.refused();
        writing.sent();
        writing.refused();
        setImmediate(() => made.stop.abort(reason));
        return never();
      });
    });
    expect(outcomes).toEqual([['set-DbAudit', 'not-run', 2, takenBack]]);
    expect(journal(vendor)).toContain('journal outcome set-DbAudit not-run');
  });

  test('a write that is throttled after the interrupt', async () => {
    const { outcomes } = await interruptedBy((made) => {
      made.onApply.set(1, (_write, writing) => {
        made.stop.abort(reason);
        setImmediate(() => writing.refused());
        return never();
      });
    });
    expect(outcomes).toEqual([['set-DbAudit', 'not-run', 1, takenBack]]);
  });

  test('a throttled write that the pipeline itself would send again, without reading back', async () => {
    const { vendor, outcomes } = await interruptedBy((made) => {
      made.onApply.set(1, (_write, writing) => {
        for (let again = 0; again < 4; again++) {
          writing.refused();
          writing.sent();
        }
        writing.refused();
        throw throttled();
      });
      made.onSleep = () => {
        setImmediate(() => made.stop.abort(reason));
        return never();
      };
    });
    expect(outcomes).toEqual([['set-DbAudit', 'not-run', 5, expect.stringContaining('too many calls')]]);
    expect(vendor.log.filter((line) => line.startsWith('apply'))).toEqual(['apply set-DbAudit']);
  });
});

describe('an interrupt does not take back', () => {
  test('what became of a write whose answer was lost, where only its repetition waits', async () => {
    const { outcomes } = await interruptedBy((made) => {
      made.onApply.set(1, () => {
        throw new ProviderError('no answer', { code: 'AF301', trouble: 'unavailable', sent: 'maybe' });
      });
      made.onApply.set(2, (_write, writing) => {
        writing.unsent();
        setImmediate(() => made.stop.abort(reason));
        return never();
      });
    });
    expect(outcomes).toEqual([['set-DbAudit', 'uncertain', 1, expect.stringContaining('It may take effect yet')]]);
  });

  test('a write on the wire: it is seen through and read back', async () => {
    const { outcomes } = await interruptedBy((made) => {
      made.onApply.set(1, async (write) => {
        made.stop.abort(reason);
        await new Promise((resolve) => setImmediate(resolve));
        write();
        return {};
      });
    });
    expect(outcomes).toEqual([['set-DbAudit', 'done', 1, null]]);
  });

  test('a write that was accepted, where following it is throttled: that says nothing of the write', async () => {
    const { outcomes } = await interruptedBy((made) => {
      made.onApply.set(1, (write) => {
        made.stop.abort(reason);
        write();
        throw throttled();
      });
    });
    expect(outcomes).toEqual([['set-DbAudit', 'done', 1, null]]);
  });

  test('a write whose answer was lost, that waits to be sent again: it is read back once more, and stays uncertain', async () => {
    const { outcomes } = await interruptedBy((made) => {
      made.onApply.set(1, () => {
        throw new ProviderError('no answer', { code: 'AF301', trouble: 'unavailable', sent: 'maybe' });
      });
      made.onSleep = () => {
        setImmediate(() => made.stop.abort(reason));
        return never();
      };
    });
    expect(outcomes).toEqual([['set-DbAudit', 'uncertain', 1, expect.stringContaining('It may take effect yet')]]);
  });
});

test('attempts are none where it is known that nothing went on the wire, and the intent gets its outcome all the same', async () => {
  const { vendor, outcomes } = await interruptedBy((made) => {
    made.onApply.set(1, () => {
      throw new ProviderError('it moved', { code: 'AF501', trouble: 'refused', sent: 'no' });
    });
  });
  expect(outcomes).toEqual([['set-DbAudit', 'failed', 0, expect.stringContaining('it moved')]]);
  expect(journal(vendor)).toContain('journal outcome set-DbAudit failed');
});
