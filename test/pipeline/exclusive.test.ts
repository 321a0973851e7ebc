import { describe, expect, test } from 'vitest';
import { type Beside, createExclusive, type Turn } from '../../src/pipeline/exclusive.ts';
import { ProviderError } from '../../src/providers/provider-error.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const busy = new ProviderError('a task is running', { code: 'AF407', trouble: 'busy', sent: 'no' });

/** Jobs of one lock that run until they are told to end. */
function bench(most = 100) {
  const exclusive = createExclusive();
  const running: string[] = [];
  const ends = new Map<string, () => void>();
  const turns = new Map<string, Turn | null>();
  const join = (name: string, may: Beside['may'] = () => true, key: string | null = 'region', scope = 'account') => {
    const job = async (turn: Turn | null) => {
      running.push(name);
      turns.set(name, turn);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      running.splice(running.indexOf(name), 1);
    };
    return exclusive(key, job, { may, scope, most });
  };
  const end = async (...names: string[]) => {
    await settle();
    for (const name of names) ends.get(name)!();
    await settle();
  };
  return { exclusive, running, turns, join, end };
}
const never = () => false;

describe('jobs with one key', () => {
  test('run one after the other, in the order of their coming, where nothing else is said', async () => {
    const { exclusive } = bench();
    const log: string[] = [];
    const job = (name: string) => async () => {
      log.push(`${name} starts`);
      await settle();
      log.push(`${name} ends`);
    };
    await Promise.all([exclusive('a', job('1')), exclusive('a', job('2')), exclusive('a', job('3'))]);
    expect(log).toEqual(['1 starts', '1 ends', '2 starts', '2 ends', '3 starts', '3 ends']);
  });

  test('hold up neither those of another key nor those without one', async () => {
    const { join, running } = bench();
    void join('a', never);
    void join('b', never, 'another');
    void join('c', never, null);
    void join('d', never, null);
    await settle();
    expect(running.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('go on when one fails, which ends as it failed', async () => {
    const { exclusive } = bench();
    const failed = exclusive('a', () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    await expect(exclusive('a', async () => 7)).resolves.toBe(7);
  });
});

describe('side by side', () => {
  test('the first one is alone, and each that ends well makes room for one more', async () => {
    const { join, running, end } = bench();
    for (const name of 'abcdefghij') void join(name);
    await settle();
    expect(running).toEqual(['a']);
    await end('a');
    expect(running).toEqual(['b', 'c']);
    await end('b', 'c');
    expect(running).toEqual(['d', 'e', 'f', 'g']);
  });

  test('each scope makes room for itself, and one that may not waits for all of them', async () => {
    const { join, running, end } = bench();
    const join2 = (name: string, scope: string, may = () => true) => join(name, may, 'region', scope);
    for (const name of 'abc') void join2(name, 'one');
    for (const name of 'xyz') void join2(name, 'two');
    await settle();
    expect(running).toEqual(['a', 'x']);
    await end('a');
    expect(running).toEqual(['x', 'b', 'c']);
    void join2('mover', 'three', never);
    void join2('late', 'four');
    await end('b', 'c');
    expect(running).toEqual(['x']);
    await end('x');
    expect(running, 'what came before the mover had a place of its own').toEqual(['mover']);
    await end('mover');
    expect(running.sort()).toEqual(['late', 'y', 'z']);
  });

  test('never more than the run allows', async () => {
    const { join, running, end } = bench(2);
    for (const name of 'abcdefgh') void join(name);
    await end('a');
    await end('b', 'c');
    expect(running).toHaveLength(2);
  });

  test('one that may not waits until all have ended, and nobody comes before it or runs beside it', async () => {
    const { join, running, turns, end } = bench();
    for (const name of 'abc') void join(name);
    void join('mover', never);
    void join('late');
    await end('a');
    expect(running).toEqual(['b', 'c']);
    await end('b');
    expect(running).toEqual(['c']);
    await end('c');
    expect(running).toEqual(['mover']);
    expect([turns.get('c') === null, turns.get('mover')]).toEqual([false, null]);
    await end('mover');
    expect(running).toEqual(['late']);
  });

  test('whether one may is asked when its turn comes, not when it queues', async () => {
    const { join, running, end } = bench();
    let known = false;
    void join('first', never);
    for (const name of 'abc') void join(name, () => known);
    known = true;
    await end('first');
    expect(running).toEqual(['a', 'b']);
  });

  test('writes of one scope follow one another, those of two do not', async () => {
    const { exclusive } = bench();
    const log: string[] = [];
    const write = (name: string, scope: string) =>
      exclusive(
        'region',
        async (turn) => {
          await turn!.write(async () => {
            log.push(`${name} starts`);
            await settle();
            log.push(`${name} ends`);
          });
        },
        { may: () => true, scope, most: 9 },
      );
    await write('0', 'x');
    log.length = 0;
    await Promise.all([write('1', 'x'), write('2', 'x')]);
    expect(log).toEqual(['1 starts', '1 ends', '2 starts', '2 ends']);
    log.length = 0;
    await Promise.all([write('3', 'x'), write('4', 'y')]);
    expect(log).toEqual(['3 starts', '4 starts', '3 ends', '4 ends']);
  });

  test('a write that fails lets the next one go, and its error through', async () => {
    const { exclusive } = bench();
    const write = (send: () => Promise<number>) =>
      exclusive('region', (turn) => turn!.write(send), { may: () => true, scope: 'x', most: 9 });
    const broken = new Error('broken');
    await expect(write(() => Promise.reject(broken))).rejects.toBe(broken);
    await expect(write(async () => 7)).resolves.toBe(7);
  });

  test('a vendor that is busy takes them back to one: the next one starts when all have ended', async () => {
    const { join, running, turns, end } = bench();
    for (const name of 'abcdefghi') void join(name);
    await end('a');
    await end('b', 'c');
    expect(running).toEqual(['d', 'e', 'f', 'g']);
    for (const name of 'defg') await expect(turns.get(name)!.write(() => Promise.reject(busy))).rejects.toBe(busy);
    await end('d', 'e', 'f');
    expect(running).toEqual(['g']);
    await end('g');
    expect(running).toEqual(['h']);
    await end('h');
    expect(running).toEqual(['i']);
  });

  test('any other refusal does not', async () => {
    const { join, running, turns, end } = bench();
    const refusal = new ProviderError('no', { code: 'AF502', trouble: 'refused' });
    for (const name of 'abcdefghijklmnop') void join(name);
    await end('a');
    await expect(turns.get('b')!.write(() => Promise.reject(refusal))).rejects.toBe(refusal);
    await end('b', 'c');
    expect(running).toEqual(['d', 'e', 'f', 'g']);
  });
});
