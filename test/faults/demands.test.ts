import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CouchbaseState } from '../../src/sandbox/vendors/couchbase/index.ts';
import type { DbauditState } from '../../src/sandbox/vendors/dbaudit/index.ts';
import type { RedisEnterpriseState } from '../../src/sandbox/vendors/redis-enterprise/index.ts';
import type { TairState } from '../../src/sandbox/vendors/tair/index.ts';
import type { TaurusdbState } from '../../src/sandbox/vendors/taurusdb/state.ts';
import { createCouchbaseCluster } from './couchbase-cluster.ts';
import { createDbauditFleet } from './dbaudit-fleet.ts';
import type { Fleet } from './fleet.ts';
import { readJournals } from './journals.ts';
import { answerFaults, wireFaults } from './misbehave.ts';
import { createRandom } from './random.ts';
import { createRedisEnterpriseCluster } from './redis-enterprise-cluster.ts';
import { createTairFleet } from './tair-fleet.ts';
import { createTaurusdbFleet } from './taurusdb-fleet.ts';
import { createWitness, type Witness } from './witness.ts';

const options = { now: Date.now, settleMs: 0 };
const random = () => createRandom(7, 'demands');

function change<State>(fleet: Fleet, how: (state: State) => void): void {
  const state = fleet.simulator.state() as State;
  how(state);
  fleet.simulator.restore(state);
}

function chargesAfter<State>(fleet: Fleet, ...steps: readonly ((state: State) => void)[]): readonly string[] {
  const witness: Witness = createWitness(fleet);
  for (const step of steps) {
    change(fleet, step);
    witness.look();
  }
  witness.compareUntouched();
  return witness.charges;
}

describe('the fault suite notices', () => {
  test('an instance of Tair that is off for a moment', () => {
    const fleet = createTairFleet(8, random(), options);
    const turn = (on: boolean) => (state: TairState) => void Object.assign(state.instances[0]!, { auditEnabled: on });
    change(fleet, turn(true));
    expect(chargesAfter(fleet, turn(false), turn(true)).join()).toContain('weakened without consent');
  });

  test('a shorter retention of a region of Tair that is only on its way', () => {
    const fleet = createTairFleet(8, random(), options);
    const later = { startedAt: 0, dueAt: Date.now() + 60_000, enabled: true, retentionDays: 1 };
    expect(
      chargesAfter<TairState>(fleet, ({ instances }) => void Object.assign(instances[0]!, { pending: later })).join(),
    ).toContain('Retention');
  });

  test('a type that TaurusDB records no more, and log files that go', () => {
    const fleet = createTaurusdbFleet(4, random(), options);
    const charges = chargesAfter<TaurusdbState>(
      fleet,
      ({ instances }) => void Object.assign(instances[0]!, { keepDays: 30, auditTypes: ['GRANT', 'DROP'] }),
      ({ instances }) => void Object.assign(instances[0]!, { auditTypes: ['GRANT'], files: [] }),
    );
    expect(charges.join()).toMatch(/\|DROP.*\|file/s);
  });

  test('a database of DB Audit that is there twice', () => {
    const fleet = createDbauditFleet(4, random(), options);
    const charges = chargesAfter<DbauditState>(fleet, ({ databases }) => {
      databases.push({ ...databases[0]!, id: 'db_twin', host: databases[0]!.host.toUpperCase() });
    });
    expect(charges.join()).toContain('is there twice');
  });

  test('an event and a user that Couchbase leaves out', () => {
    const fleet = createCouchbaseCluster(1, random(), options);
    const charges = chargesAfter<CouchbaseState>(fleet, ({ settings }) => {
      settings.disabled = [...settings.disabled, 8265];
      settings.disabledUsers = [{ name: 'reporting', domain: 'local' }];
    });
    expect(charges.join()).toMatch(/user reporting.*event 8265/s);
  });

  test('a database of Redis Enterprise outside the manifest that was touched, and one that audits less', () => {
    const fleet = createRedisEnterpriseCluster(1, random(), options);
    const charges = chargesAfter<RedisEnterpriseState>(fleet, ({ databases }) => {
      for (const each of databases) if (each.crdt !== null) each.auditSettings.audit_mode = 'connection';
      databases.find(({ name }) => name === 'orders')!.tags = [];
    });
    expect(charges.join()).toContain('unmanaged settings changed');
  });

  test('nothing where somebody else did it', () => {
    const fleet = createTairFleet(8, random(), options);
    const witness = createWitness(fleet);
    for (let index = 0; index < 20; index++)
      witness.tamper(fleet.tamper(fleet.simulator.state(), createRandom(index, '')));
    witness.compareUntouched();
    expect(witness.charges).toEqual([]);
  });

  test('a journal whose chain is broken, but not a torn last line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'auditform-journals-'));
    const first = JSON.stringify({ event: 'intent', address: 'A/b', prev: '0'.repeat(64) });
    const second = JSON.stringify({ event: 'outcome', prev: createHash('sha256').update(first).digest('hex') });
    writeFileSync(join(folder, 'whole.jsonl'), `${first}\n${second}\n{"torn`);
    expect(readJournals(folder)).toEqual({ wrongs: [], intents: new Map([['A/b', 1]]) });
    writeFileSync(join(folder, 'broken.jsonl'), `${first}\n${first}\n`);
    expect(readJournals(folder).wrongs).toEqual(['broken.jsonl:2 does not carry the hash of the line before']);
    rmSync(folder, { recursive: true, force: true });
  });
});

test('the same seed draws the same faults, in whatever order the requests come', async () => {
  const fleet = createTairFleet(8, random(), options);
  const weather = { seed: 3, run: 1, rate: 0.5 };
  const urls = Array.from({ length: 40 }, (_, index) => `/?InstanceId=r-${index}`);
  const drawn = (order: readonly string[]) => {
    const faults = wireFaults(fleet, weather);
    return new Map(order.map((url) => [url, faults('POST', url)]));
  };
  const [forth, back] = [drawn(urls), drawn(urls.toReversed())];
  for (const url of urls) expect(back.get(url)).toEqual(forth.get(url));
  expect([...forth.values()].filter((fault) => fault !== null).length).toBeGreaterThan(5);
});

test('an answer that is spoilt keeps its form as JSON and loses one value', async () => {
  const fleet = createTairFleet(8, random(), options);
  const spoiler = answerFaults(fleet, { seed: 1, run: 1, rate: 2 });
  const body = { DbAudit: 'true', Retention: '30' };
  const headers = { 'x-acs-action': 'DescribeAuditLogConfig' };
  let spoilt = 0;
  for (let index = 0; index < 30 && spoilt === 0; index++) {
    const request = {
      method: 'POST',
      path: '/',
      rawQuery: `n=${index}`,
      query: new URLSearchParams(),
      headers,
      body: Buffer.alloc(0),
      listener: 0,
    };
    const reply = await spoiler(request, async () => ({ status: 200, body }));
    if (JSON.stringify(reply.body) !== JSON.stringify(body) && reply.status === 200) spoilt += 1;
  }
  expect(spoilt).toBe(1);
});
