import { describe, expect, test } from 'vitest';
import { openProgress, type ProgressOptions } from '../../src/progress/open-progress.ts';
import { createPalette } from '../../src/render/palette.ts';
import { fakePulse } from './fake-pulse.ts';
import { screen } from './screen.ts';

function open(style: ProgressOptions['style'], { columns = 80, colours = false } = {}) {
  const pulse = fakePulse(style === 'block' ? columns : null);
  const written: string[] = [];
  const progress = openProgress({
    task: { command: 'plan', unit: 'targets' },
    style,
    totals: new Map([
      ['couchbase', 2],
      ['taurusdb', 30],
    ]),
    finishedBy: 'read',
    pulse,
    write: (text) => void written.push(text),
    palette: createPalette(colours),
    at: () => '2026-01-01T00:00:00.000Z',
  });
  const limiter = progress.watch.opened({
    key: 'c',
    system: 'taurusdb',
    limiter: { requestsPerSecond: () => 5, pausedMs: () => 0 },
  });
  /** One target after another, each with a call of 200 ms. */
  const readTargets = (times: number) => {
    for (let turn = 0; turn < times; turn += 1) {
      const call = limiter.begin(get);
      call.waiting();
      call.sending();
      pulse.pass(200);
      call.ended({ status: 200, code: null });
      progress.finish('taurusdb', true);
    }
  };
  return { pulse, progress, limiter, readTargets, written: () => written.join(''), events: () => written.map(parsed) };
}

const get = { method: 'GET', path: '/v3/p/instances', operation: null };
const parsed = (line: string) => JSON.parse(line) as Record<string, unknown>;

describe('on a terminal', () => {
  test('one block is drawn over and over, a line for each vendor, and gives way to the closing lines', () => {
    const { pulse, progress, limiter, readTargets, written } = open('block');
    progress.finish('couchbase', true);
    progress.finish('couchbase', false);
    readTargets(10);
    limiter.begin(get).waiting();
    pulse.pass(250);
    expect(screen(written())).toEqual([
      'plan: 12 of 32 targets, about 4 s left',
      '  couchbase    1/2 done, 1 failed, 0 in flight, 0 waiting',
      '  taurusdb   10/30 done, 0 in flight, 1 waiting, about 4 s left',
      '',
    ]);
    readTargets(20);
    progress.close();
    expect(screen(written())).toEqual([
      'plan: 32 of 32 targets in 7 s, 1 failed, 30 calls',
      'taurusdb: 30 calls, at least 6.0 s by the rate limit, took 6.3 s: efficiency 96 %',
      '',
    ]);
  });

  test('work that is done at once leaves no trace', () => {
    const { readTargets, progress, written } = open('block');
    readTargets(2);
    progress.close();
    expect(written()).toBe('');
  });

  test('work that is done soon leaves nothing on the screen', () => {
    const { readTargets, progress, written } = open('block');
    readTargets(6);
    progress.close();
    expect(written()).not.toBe('');
    expect(screen(written())).toEqual(['']);
  });

  test('other lines stand above the block', () => {
    const { pulse, progress, readTargets, written } = open('block');
    readTargets(10);
    progress.say('done a/b\n');
    progress.say('done c/d\n');
    expect(screen(written())).toEqual(['done a/b', 'done c/d', '']);
    pulse.pass(250);
    expect(screen(written()).slice(0, 3)).toEqual(['done a/b', 'done c/d', expect.stringMatching(/^plan: 10 of 32/)]);
  });

  test('lines are cut before they wrap, which would leave parts of them behind', () => {
    const { readTargets, written } = open('block', { columns: 24, colours: true });
    readTargets(20);
    expect(screen(written()).map(({ length }) => length)).toEqual([23, 23, 23, 0]);
  });

  test('without colours nothing but moving and erasing is sent', () => {
    const { progress, readTargets, written } = open('block');
    progress.finish('couchbase', false);
    readTargets(10);
    expect(written()).not.toMatch(/\u001b\[\d*m/);
  });
});

describe('in a log', () => {
  test('a line comes every five seconds, and one at the end', () => {
    const { progress, readTargets, written } = open('lines');
    progress.finish('couchbase', false);
    readTargets(24);
    expect(written()).toBe('');
    readTargets(1);
    const first = 'plan: 25 of 32 targets, about 5 s left, 1 failed (couchbase 1/2, 0 in flight, 0 waiting; ';
    expect(written()).toBe(`${first}taurusdb 24/30, 1 in flight, 0 waiting)\n`);
    readTargets(5);
    progress.close();
    expect(written().split('\n').slice(1)).toEqual([
      'plan: 31 of 32 targets in 6 s, 1 failed, 30 calls',
      'taurusdb: 30 calls, at least 6.0 s by the rate limit, took 6.0 s: efficiency 100 %',
      '',
    ]);
  });

  test('work of less than two seconds is not mentioned', () => {
    const { progress, readTargets, written } = open('lines');
    readTargets(9);
    progress.close();
    expect(written()).toBe('');
  });

  test('no control character is written', () => {
    const { progress, readTargets, written } = open('lines');
    readTargets(30);
    progress.close();
    expect(written()).not.toMatch(/[^\n\x20-\x7e]/);
  });

  test('nothing more is written once it is closed, however often', () => {
    const { progress, pulse, readTargets, written } = open('lines');
    readTargets(15);
    progress.close();
    const before = written();
    progress.close();
    pulse.pass(60_000);
    expect(written()).toBe(before);
    expect(pulse.listeners()).toBe(0);
  });
});

describe('for machines', () => {
  test('every line is one JSON object with its time, its kind and numbers', () => {
    const { progress, readTargets, events } = open('json');
    readTargets(30);
    progress.close();
    const at = '2026-01-01T00:00:00.000Z';
    expect(events()).toMatchObject([
      { at, kind: 'progress', command: 'plan', elapsedMs: 5000, total: 32, done: 24, failed: 0, secondsLeft: 2 },
      { at, kind: 'finished', command: 'plan', elapsedMs: 6000, total: 32, done: 30, failed: 0 },
      { at, kind: 'efficiency', vendor: 'taurusdb', calls: 30, floorMs: 6000, wallMs: 6000, efficiency: 1 },
    ]);
    expect(events()[0]!.vendors).toEqual([
      expect.objectContaining({ vendor: 'couchbase', total: 2, done: 0 }),
      {
        vendor: 'taurusdb',
        total: 30,
        done: 24,
        failed: 0,
        inFlight: 1,
        waiting: 0,
        calls: 25,
        throttled: 0,
        silentSeconds: 0,
        heldSeconds: 0,
        secondsLeft: 2,
      },
    ]);
  });
});
