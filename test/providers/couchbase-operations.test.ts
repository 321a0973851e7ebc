import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { couchbaseProvider } from '../../src/providers/couchbase/index.ts';
import { formOf } from '../../src/providers/couchbase/operations.ts';
import { change, delta, desired, type Fake, fake, uuid } from './couchbase-fake.ts';

async function operationsFor(session: Fake['session'], spec: JsonObject, paths: readonly string[]) {
  const live = await session.read(desired(spec));
  return couchbaseProvider.operations(delta(spec, live, paths));
}

describe('the operation', () => {
  it('is one write of just the fields that differ, with auditdEnabled when auditing is managed as on', async () => {
    const spec = { auditdEnabled: true, rotateInterval: 3600, rotateSize: 524288000 };
    const [operation, ...rest] = await operationsFor(fake().session, spec, ['/rotateInterval']);
    expect(rest).toEqual([]);
    expect(operation!.input).toEqual({ uuid, fields: { auditdEnabled: true, rotateInterval: 3600 } });
    expect(operation).toMatchObject({
      id: 'CouchbaseCluster/eu-prod/set-audit-settings',
      requires: [],
      ensures: [{ fact: 'audit.enabled', holds: true }],
      repeatable: true,
      exclusive: `couchbase/${uuid.toLowerCase()}`,
    });
  });

  it('brings about what auditdEnabled says, on or off', async () => {
    for (const auditdEnabled of [true, false]) {
      const [operation] = await operationsFor(fake().session, { auditdEnabled }, ['/auditdEnabled']);
      expect(operation!.ensures).toEqual([{ fact: 'audit.enabled', holds: auditdEnabled }]);
      expect(operation!.input).toEqual({ uuid, fields: { auditdEnabled } });
    }
  });

  it('says nothing of auditdEnabled when that is not managed', async () => {
    const [operation] = await operationsFor(fake().session, { pruneAge: 86400 }, ['/pruneAge']);
    expect(operation).toMatchObject({ input: { fields: { pruneAge: 86400 } }, ensures: [] });
    expect(operation!.input).not.toHaveProperty('fields.auditdEnabled');
  });

  it('sends disabled and disabledUsers whole, since the vendor replaces them', async () => {
    const spec = { disabled: [8257, 8243], disabledUsers: ['bob/local'] };
    const paths = ['/disabled/8257', '/disabled/8255', '/disabledUsers/bob~1local'];
    const [operation] = await operationsFor(fake().session, spec, paths);
    expect(operation!.input).toEqual({ uuid, fields: { disabled: [8243, 8257], disabledUsers: ['bob/local'] } });
    expect(operation!.realises).toEqual(paths.map((path) => `CouchbaseCluster/eu-prod#${path}`));
  });

  it('says how many events stop and how many start to be recorded, since disabled is the inverse', async () => {
    const spec = { disabled: [8257, 8243] };
    const live = await fake().session.read(desired(spec));
    const summary = (more: JsonObject) => {
      const changes = [change('/disabled/8257', 8257), change('/disabled/8255', null, 8255)];
      return couchbaseProvider.operations(delta({ ...spec, ...more }, live, changes))[0]!.summary;
    };
    expect(summary({})).toBe(
      'POST /settings/audit: disabled (1 event no longer recorded, 1 event recorded from now on)',
    );
    expect(summary({ auditdEnabled: false })).toContain('1 event recorded once auditing is on');
  });

  it('is a form with comma lists; an empty list clears', () => {
    expect(
      formOf({ auditdEnabled: false, disabled: [], disabledUsers: ['a b;&/external', '@fts/local'], logPath: '/x y' }),
    ).toBe('auditdEnabled=false&disabled=&disabledUsers=a+b%3B%26%2Fexternal%2C%40fts%2Flocal&logPath=%2Fx+y');
  });
});
