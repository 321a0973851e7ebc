import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Target } from '../../src/model/manifest.ts';
import { diff } from '../../src/pipeline/diff.ts';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import { couchbase as fitsSchema } from '../../src/schema/generated/validators.js';
import { desired, fake, settings } from './couchbase-fake.ts';

/** `path: before → after direction`, as a plan would show it. */
async function changes(spec: JsonObject, live: object = {}): Promise<string[]> {
  const wanted = desired(spec);
  const { session } = fake({ 'GET /settings/audit': { body: { ...settings, ...live } } });
  const seen = await session.read(wanted);
  const span = { file: 'm.yaml', line: 1, column: 1 };
  const target = { ...wanted, kind: 'CouchbaseCluster', waivers: [], locate: () => span } as unknown as Target;
  return diff(target, seen, couchbaseProvider.normalise(wanted, seen), {}).changes.map(
    ({ path, direction, historyLoss }) => `${path} ${direction}${historyLoss ? ', loses history' : ''}`,
  );
}

describe('a change', () => {
  it('of auditdEnabled weakens when it goes off', async () => {
    expect(await changes({ auditdEnabled: false })).toEqual(['/auditdEnabled weakens']);
    expect(await changes({ auditdEnabled: true }, { auditdEnabled: false })).toEqual(['/auditdEnabled strengthens']);
  });

  it('of disabled is told event by event: one that goes in weakens, one that goes out strengthens', async () => {
    expect(await changes({ disabled: [8257, 'ns_server/mutate document'] })).toEqual([
      '/disabled/8255 strengthens',
      '/disabled/8257 weakens',
    ]);
  });

  it('of order, repeats or spelling in a set is none', async () => {
    expect(await changes({ disabled: ['ns_server/read document', '8243', 8255, 8243] })).toEqual([]);
    expect(await changes({ disabledUsers: ['testuser/local', '@eventing/couchbase', '@eventing/local'] })).toEqual([]);
  });

  it('of case in a user name is one', async () => {
    expect(await changes({ disabledUsers: ['Testuser/local', '@eventing/local'] })).toEqual([
      '/disabledUsers/Testuser~1local weakens',
      '/disabledUsers/testuser~1local strengthens',
    ]);
  });

  it('of rotation says nothing about strength', async () => {
    expect(await changes({ rotateSize: 1048576, rotateInterval: 900 })).toEqual([
      '/rotateInterval neutral',
      '/rotateSize neutral',
    ]);
  });

  it('of pruneAge loses history when less is kept; 0, and an absent one, keep for ever', async () => {
    expect(await changes({ pruneAge: 86400 })).toEqual(['/pruneAge weakens, loses history']);
    expect(await changes({ pruneAge: 86400 }, { pruneAge: undefined })).toEqual(['/pruneAge weakens, loses history']);
    expect(await changes({ pruneAge: 86400 }, { pruneAge: 172800 })).toEqual(['/pruneAge weakens, loses history']);
    expect(await changes({ pruneAge: 172800 }, { pruneAge: 86400 })).toEqual(['/pruneAge strengthens']);
    expect(await changes({ pruneAge: 0 }, { pruneAge: 86400 })).toEqual(['/pruneAge strengthens']);
    expect(await changes({ pruneAge: 0 }, { pruneAge: undefined })).toEqual([]);
  });

  it('of logPath may be either; a slash at the end is none', async () => {
    expect(await changes({ logPath: '/elsewhere' })).toEqual(['/logPath unknown']);
    expect(await changes({ logPath: `${settings.logPath}/` })).toEqual([]);
  });
});

describe('the schema', () => {
  const fits = (spec: JsonObject) =>
    fitsSchema({
      apiVersion: 'auditform/v1',
      kind: 'CouchbaseCluster',
      metadata: { name: 'x' },
      connection: 'cb',
      spec,
    });

  it.each([
    ['rotateInterval', [900, 960, 604800], [899, 840, 930, 604860, 900.5, '900', '15m']],
    ['rotateSize', [0, 1, 524288000], [-1, 524288001, '20MiB']],
    ['pruneAge', [0, 1, 35791394], [-1, 35791395, '7d']],
    ['auditdEnabled', [true, false], [1, 'true']],
    ['logPath', ['/var/log', 'C:\\logs'], ['', 7, null]],
  ])('takes the range of %s that some release takes', (field, good, bad) => {
    for (const value of good) expect(fits({ [field]: value }), String(value)).toBe(true);
    for (const value of bad) expect(fits({ [field]: value }), String(value)).toBe(false);
  });

  it('takes users that the list form can express', () => {
    for (const user of ['a/local', '@eventing/local', '@fts/couchbase', 'John Doe/external', 'x/unknown'])
      expect(fits({ disabledUsers: [user] }), user).toBe(true);
    for (const user of ['a', 'a/', '/local', 'a/LOCAL', 'a,b/external', 'a/b/external', 'a b/local', ' a/external'])
      expect(fits({ disabledUsers: [user] }), user).toBe(false);
  });

  it('takes events as ids or module/name, never the name alone', () => {
    expect(fits({ disabled: [8243, '8243', 'ns_server/mutate document', 'n1ql//admin/stats API request'] })).toBe(true);
    for (const event of ['mutate document', '/x', 'x/', -1, 1.5]) expect(fits({ disabled: [event] })).toBe(false);
  });

  it('refuses the misspelled names of the page', () => {
    expect(fits({ auditEnabled: true })).toBe(false);
    expect(fits({ disabledusers: [] })).toBe(false);
    expect(fits({ uid: '1' })).toBe(false);
  });
});
