import { describe, expect, test } from 'vitest';
import { ProviderError } from '../../src/providers/provider-error.ts';
import { apply, type Fake, fake, type FakeOptions, LEDGER, operationsOf, PLACE, SPEC, target } from './dbaudit-fake.ts';
import { writeWatch } from './write-watch.ts';

const named = (database: string) => target(SPEC, { target: { ...PLACE, database } });
const count = ({ lines }: Fake, line: string) => lines().filter((seen) => seen === line).length;
const tick = () => new Promise((resolve) => setImmediate(resolve));

/** An account of 250; every call takes 20 ms of its clock. `beside`: the most listings and changes seen under way at once. */
function account(options: FakeOptions = {}, latencyMs = 20) {
  const flying: string[] = [];
  let beside = 0;
  const subject: Fake = fake({
    ...options,
    readings: { options: 'shown', ...options.readings },
    fault: (call, nth) => {
      flying.push(call.path === '/databases' ? call.method : call.method === 'DELETE' ? 'POST' : '');
      if (flying.includes('GET') && flying.includes('POST')) beside += 1;
      return options.fault?.(call, nth) ?? null;
    },
    transit: async ({ method, path }) => {
      await tick();
      subject.pass(latencyMs);
      flying.splice(flying.indexOf(path === '/databases' ? method : method === 'DELETE' ? 'POST' : ''), 1);
    },
  });
  for (let index = 0; index < 250; index++) subject.server.add({ ...LEDGER, host: `h${index}.example.com` });
  return { subject, beside: () => beside };
}

/** As the pipeline does it, ten places: a reading, the write, a reading. Returns which are there in the end. */
async function createAll(subject: Fake, names: readonly string[]) {
  const queue = [...names];
  const present: string[] = [];
  const place = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      await apply(subject, named(name));
      if ((await subject.session.read(named(name))).presence === 'present') present.push(name);
    }
  };
  await Promise.all(Array.from({ length: 10 }, place));
  return present;
}

describe('many databases made in an account of several pages', () => {
  const names = Array.from({ length: 150 }, (_, index) => `new${index}`);

  test('are all made, and no listing runs beside a create of ours', async () => {
    const { subject, beside } = account();
    expect(await createAll(subject, names)).toHaveLength(150);
    expect(subject.server.rows).toHaveLength(400);
    expect(beside()).toBe(0);
  });

  test('cost a create and two readings each, and a few listings in all', async () => {
    const { subject } = account();
    await createAll(subject, names);
    expect(count(subject, 'POST /databases')).toBe(150);
    expect(subject.lines().filter((line) => /^GET .databases.\w/.test(line)).length).toBeLessThanOrEqual(310);
    expect(count(subject, 'GET /databases')).toBeLessThan(90);
  });

  test('are looked for in the list in the end, all of them, where it lags', async () => {
    const { subject } = account({ readings: { lag: 5_000 } });
    await createAll(subject, names.slice(0, 20));
    const next = fake({ rows: subject.server.rows, day: 1 });
    expect((await next.session.read(named('new19'))).presence).toBe('present');
    expect(subject.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(4_000);
  });

  test('are made, though the login is refused to another target before the list could be read', async () => {
    const refusal = new ProviderError('401', { code: 'AF302', trouble: 'refused', sent: 'no' });
    let made = false;
    const { subject } = account({
      fault: ({ method }) => {
        made ||= method === 'POST';
        return made && method === 'GET' ? refusal : null;
      },
    });
    await apply(subject, named('new'));
    expect(subject.server.rows).toHaveLength(251);
  });

  test('also when the last one, which was to look for the others, is refused', async () => {
    const refusal = new ProviderError('400', { code: 'AF502', trouble: 'refused', status: 400 });
    const subject = fake({
      readings: { lag: 5_000 },
      transit: async ({ method, body }) => {
        await tick();
        if (method !== 'POST' || body.database !== 'bad') return;
        for (let turn = 0; turn < 5; turn++) await tick();
        throw refusal;
      },
    });
    await Promise.all([apply(subject, named('good')), expect(apply(subject, named('bad'))).rejects.toThrow('400')]);
    expect((await fake({ rows: subject.server.rows, day: 1 }).session.read(named('good'))).presence).toBe('present');
    expect(subject.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(4_000);
  });

  test('a removal waits for a listing as well', async () => {
    const { subject, beside } = account();
    const gone = target(SPEC, { target: { ...PLACE, host: 'h3.example.com' }, ensure: 'absent' });
    const [removal] = operationsOf(gone, await subject.session.read(gone));
    await apply(subject, named('one'));
    subject.pass(60_000);
    await Promise.all([subject.session.read(named('two')), subject.session.apply(removal!, gone)]);
    expect(beside()).toBe(0);
  });
});

describe('absence is told by a listing that is hardly older than one made now', () => {
  const listings = (subject: Fake) => count(subject, 'GET /databases');
  /** A listing of three pages, and what ran beside it, took at most 100 ms of the clock. */
  const written = async () => {
    const { subject } = account();
    await apply(subject, named('first'));
    return subject;
  };

  test('for a place that this run has not touched', async () => {
    const subject = await written();
    const before = listings(subject);
    expect((await subject.session.read(named('other'))).presence).toBe('absent');
    expect(listings(subject)).toBe(before);
  });

  test('and not for longer than thirty times what it took', async () => {
    const subject = await written();
    const before = listings(subject);
    subject.pass(100 * 30);
    expect((await subject.session.read(named('other'))).presence).toBe('absent');
    expect(listings(subject)).toBeGreaterThan(before);
  });

  test('nor beyond half a minute, however long listing takes', async () => {
    const { subject } = account({}, 60_000);
    await apply(subject, named('first'));
    const before = listings(subject);
    subject.pass(30_000);
    await subject.session.read(named('other'));
    expect(listings(subject)).toBeGreaterThan(before);
  });

  test('never where this run sent a create: its answer may be what was lost', async () => {
    let lost = true;
    const { subject } = account({
      fault: ({ method, path }) => (lost && method === 'POST' && path === '/databases' ? 'lost' : null),
    });
    const wanted = named('first');
    const [create] = operationsOf(wanted, await subject.session.read(wanted));
    const writing = await writeWatch();
    await subject.session.apply(create!, wanted, writing);
    expect(writing.attempts).toBe(1);
    lost = false;
    expect((await subject.session.read(wanted)).presence).toBe('present');
    expect(count(subject, 'POST /databases')).toBe(1);
  });
});

describe('the outcome says how often a create went on the wire', () => {
  const gone = (times: number): FakeOptions => ({
    fault: ({ method, path }, nth) => (method === 'POST' && path === '/databases' && nth <= times ? 'gone' : null),
  });

  test('when it was made in the end', async () => {
    const writing = await writeWatch();
    await apply(fake(gone(2)), target(), {}, writing);
    expect(writing.attempts).toBe(3);
  });

  test('and when it was not', async () => {
    const writing = await writeWatch();
    await expect(apply(fake(gone(3)), target(), {}, writing)).rejects.toMatchObject({ sent: 'maybe' });
    expect(writing.attempts).toBe(3);
  });

  test('who may not look after it does not know what became of it: not failed', async () => {
    let posted = false;
    const subject = fake({
      fault: ({ method, path }) => {
        if (method === 'POST' && path === '/databases') posted = true;
        if (method === 'POST') return 'lost';
        return posted && path === '/databases' ? { status: 403 } : null;
      },
    });
    const writing = await writeWatch();
    const ended = apply(subject, target(), {}, writing);
    await expect(ended).rejects.toMatchObject({ trouble: 'unavailable', sent: 'maybe' });
    expect(writing.attempts).toBe(1);
  });
});
