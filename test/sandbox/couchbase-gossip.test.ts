import { describe, expect, test } from 'vitest';
import { openCluster, SETTLE_MS } from './couchbase-cluster-under-test.ts';

const STALE_MS = 30;
type Cluster = ReturnType<typeof openCluster>;
const sizes = ({ settings }: Cluster) => [0, 1, 2].map((node) => settings(node).rotateSize);
const OLD = 20971520;

describe('a write spreads', () => {
  test('at once on the receiving node when the form says auditdEnabled=true, elsewhere after settleMs', () => {
    const cluster = openCluster();
    cluster.post('auditdEnabled=true&rotateSize=7', { node: 1 });
    expect(sizes(cluster)).toEqual([OLD, 7, OLD]);
    cluster.advance(SETTLE_MS - 1);
    expect(sizes(cluster)).toEqual([OLD, 7, OLD]);
    cluster.advance(1);
    expect(sizes(cluster)).toEqual([7, 7, 7]);
  });

  test.each(['rotateSize=7', 'auditdEnabled=false&rotateSize=7'])(
    '%s shows on the receiving node only after staleMs',
    (form) => {
      const cluster = openCluster();
      cluster.post(form);
      expect(sizes(cluster)).toEqual([OLD, OLD, OLD]);
      cluster.advance(STALE_MS - 1);
      expect(sizes(cluster)).toEqual([OLD, OLD, OLD]);
      cluster.advance(1);
      expect(sizes(cluster)).toEqual([7, OLD, OLD]);
    },
  );

  test('a write starts from what the node has stored, though it does not show it yet', () => {
    const cluster = openCluster();
    cluster.post('rotateSize=7');
    cluster.post('pruneAge=60');
    cluster.advance(STALE_MS);
    expect(cluster.settings()).toMatchObject({ rotateSize: 7, pruneAge: 60 });
  });

  test('nodes pass through every write in turn', () => {
    const cluster = openCluster();
    cluster.post('auditdEnabled=true&rotateSize=7');
    cluster.advance(10);
    cluster.post('auditdEnabled=true&rotateSize=8');
    cluster.advance(SETTLE_MS - 10);
    expect(sizes(cluster)).toEqual([8, 7, 7]);
    cluster.advance(10);
    expect(sizes(cluster)).toEqual([8, 8, 8]);
  });

  test('of two writes on two nodes the older is lost as a whole', () => {
    const cluster = openCluster();
    cluster.post('auditdEnabled=true&rotateSize=7', { node: 0 });
    cluster.advance(1);
    cluster.post('auditdEnabled=true&pruneAge=60', { node: 1 });
    expect(cluster.settings(0)).toMatchObject({ rotateSize: 7, pruneAge: 0 });
    expect(cluster.settings(1)).toMatchObject({ rotateSize: OLD, pruneAge: 60 });
    cluster.advance(SETTLE_MS);
    for (const node of [0, 1, 2]) expect(cluster.settings(node)).toMatchObject({ rotateSize: OLD, pruneAge: 60 });
  });

  test('a write on another node after the gossip keeps the first', () => {
    const cluster = openCluster();
    cluster.post('auditdEnabled=true&rotateSize=7', { node: 0 });
    cluster.advance(SETTLE_MS);
    cluster.post('auditdEnabled=true&pruneAge=60', { node: 1 });
    cluster.advance(SETTLE_MS);
    expect(cluster.settings(2)).toMatchObject({ rotateSize: 7, pruneAge: 60 });
  });
});

describe('quirks of spreading', () => {
  test('a divergent node never adopts what others wrote, until it is mended', () => {
    const cluster = openCluster((state) => {
      state.quirks.divergent = 2;
    });
    cluster.post('auditdEnabled=true&rotateSize=7');
    cluster.advance(SETTLE_MS);
    cluster.post('auditdEnabled=true&rotateSize=8');
    cluster.advance(100 * SETTLE_MS);
    expect(sizes(cluster)).toEqual([8, 8, OLD]);
    expect(cluster.state().behind.filter(({ until }) => until === null)).toHaveLength(1);
    cluster.edit((state) => {
      state.quirks.divergent = null;
    });
    expect(sizes(cluster)).toEqual([8, 8, 8]);
  });

  test('a divergent node shows what it is told itself', () => {
    const cluster = openCluster((state) => {
      state.quirks.divergent = 2;
    });
    cluster.post('auditdEnabled=true&rotateSize=7', { node: 2 });
    expect(sizes(cluster)).toEqual([OLD, OLD, 7]);
  });

  test('with perNode each node has to be written itself', () => {
    const cluster = openCluster((state) => {
      state.quirks.perNode = true;
    });
    cluster.post('auditdEnabled=true&rotateSize=7', { node: 0 });
    cluster.advance(100 * SETTLE_MS);
    expect(sizes(cluster)).toEqual([7, OLD, OLD]);
    cluster.post('rotateSize=8', { node: 1 });
    expect(sizes(cluster)).toEqual([7, OLD, OLD]);
    cluster.advance(STALE_MS);
    expect(sizes(cluster)).toEqual([7, 8, OLD]);
  });

  test('with perNode gossip that is still under way means nothing', () => {
    const cluster = openCluster();
    cluster.post('auditdEnabled=true&rotateSize=7');
    cluster.edit((state) => {
      state.quirks.perNode = true;
      state.nodes[1]!.ownSettings = { ...state.settings, rotateSize: 9 };
    });
    expect(cluster.settings(1).rotateSize).toBe(9);
  });

  test('staleMs sets how long the receiving node shows the old values', () => {
    const cluster = openCluster((state) => {
      state.quirks.staleMs = 0;
    });
    cluster.post('rotateSize=7');
    expect(sizes(cluster)).toEqual([7, OLD, OLD]);
  });
});

describe('with the data daemon down', () => {
  const broken = (version: string) =>
    openCluster((state) => {
      state.version = version;
      state.nodes[0]!.dataDaemon = 'down';
    });
  const FAILED = { status: 500, headers: { connection: 'close' }, body: ['Unexpected server error, request logged.'] };

  test('enabling answers 500 and is stored all the same', () => {
    const cluster = broken('7.6');
    expect(cluster.post('auditdEnabled=true&rotateSize=7')).toMatchObject(FAILED);
    expect(cluster.settings().rotateSize).toBe(7);
    expect(cluster.state().log).toHaveLength(1);
  });

  test('disabling answers 503 and is not stored', () => {
    const cluster = broken('7.6');
    const before = cluster.state();
    expect(cluster.post('auditdEnabled=false')).toMatchObject({
      status: 503,
      body: 'Service is temporarily unavailable',
    });
    expect(cluster.state()).toEqual(before);
  });

  test('disabling before 7.6 answers 500 and is not stored', () => {
    const cluster = broken('7.2.4');
    const before = cluster.state();
    expect(cluster.post('auditdEnabled=false')).toMatchObject(FAILED);
    expect(cluster.state()).toEqual(before);
  });

  test('disabling what is off already needs no record, so it goes through', () => {
    const cluster = broken('7.6');
    cluster.edit((state) => {
      state.settings.auditdEnabled = false;
    });
    expect(cluster.post('auditdEnabled=false').status).toBe(200);
  });

  test('a write that leaves auditdEnabled out goes through, and so does any on another node', () => {
    const cluster = broken('7.6');
    expect(cluster.post('rotateSize=7').status).toBe(200);
    expect(cluster.post('auditdEnabled=false', { node: 1 }).status).toBe(200);
  });
});
