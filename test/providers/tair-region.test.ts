import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Operation } from '../../src/model/operation.ts';
import { tairProvider } from '../../src/providers/tair/index.ts';
import {
  attribute,
  config,
  deltaOf,
  fake,
  instance,
  inventory,
  live,
  ok,
  refused,
  target,
  trouble,
} from './tair-fake.ts';

const operation = (spec: JsonObject, document: JsonObject): Operation =>
  tairProvider.operations(deltaOf(spec, live(document, {}, ['role.exists']))).at(-1)!;
const on = { DbAudit: true, Retention: 180 };
const enable = operation(on, { DbAudit: false, Retention: 180 });

/** A region of `r-0` to `r-4` that behaves: `days` for all, and what is written shows at once. */
function world(days: number, audited: readonly string[] = []) {
  const state = { days, audited: new Set(audited), role: true, shows: null as number | null };
  const ids = Array.from({ length: 5 }, (_, index) => `r-${index}`);
  const subject = fake({
    DescribeInstances: inventory(ids.map((id) => instance(id))),
    DescribeAuditLogConfig: ({ InstanceId = '' }) =>
      state.audited.has(InstanceId) ? config('true', String(state.shows ?? state.days)) : config('false', ''),
    DescribeInstanceAttribute: ({ InstanceId = '' }) =>
      attribute('Normal', state.audited.has(InstanceId) ? String(state.days) : '0'),
    DescribeServiceLinkedRoleExists: () => ok({ ExistsServiceLinkedRole: state.role }),
    ModifyAuditLogConfig: ({ InstanceId = '', DbAudit, Retention }) => {
      if (DbAudit === 'true') state.audited.add(InstanceId);
      else state.audited.delete(InstanceId);
      state.days = Number(Retention ?? state.days);
      return ok();
    },
  });
  const { session, of } = subject;
  /** Enables one as a run does: read, write, read back. */
  const change = async (id: string) => {
    await session.read(target(on, id));
    await session.apply(enable, target(on, id));
    return session.read(target(on, id));
  };
  const asked = () => of('DescribeAuditLogConfig').map(({ InstanceId }) => InstanceId);
  return { ...subject, state, change, asked };
}

describe('what the region keeps is asked for once', () => {
  test('and then each change asks for its own instance twice, and for nobody else', async () => {
    const { change, asked, of, calls } = world(180);
    await change('r-0');
    const before = calls.length;
    for (const id of ['r-1', 'r-2', 'r-3']) {
      expect((await change(id)).document).toEqual(on);
      expect(asked().slice(-2)).toEqual([id, id]);
    }
    const more = calls.slice(before).map(({ action }) => action);
    expect(more.filter((action) => action === 'DescribeInstanceAttribute')).toHaveLength(6);
    expect(more, 'two readings of two calls, and a write').toHaveLength(15);
    expect(of('DescribeServiceLinkedRoleExists')).toHaveLength(1);
    expect(of('DescribeInstances')).toHaveLength(1);
  });

  test('for as long as each change shows it, moments after the one before', async () => {
    const { change, of, asked, advance } = world(180);
    await change('r-0');
    const before = asked().length;
    for (const id of ['r-1', 'r-2', 'r-3']) {
      advance(6_000);
      await change(id);
    }
    expect(asked().length - before).toBe(6);
    expect(of('DescribeInstances')).toHaveLength(1);
  });

  test('but anew when it was seen longer ago than moments, of the one that showed it', async () => {
    const { session, change, asked, advance, state } = world(180);
    await change('r-0');
    await change('r-1');
    advance(60_000);
    state.days = 30;
    expect((await session.read(target(on, 'r-2'))).document).toEqual({ DbAudit: false, Retention: 30 });
    expect(asked().slice(-2)).toEqual(['r-2', 'r-1']);
  });

  test('but anew once an instance shows another value than was sent', async () => {
    const { session, change, state } = world(180, ['r-4']);
    await change('r-0');
    state.days = 30;
    await session.read(target({ Retention: 180 }, 'r-4'));
    expect((await session.read(target(on, 'r-2'))).document).toEqual({ DbAudit: false, Retention: 30 });
  });

  test('but anew while the value that was sent last does not show yet', async () => {
    const { session, change, state } = world(30, ['r-4']);
    state.shows = 30;
    await change('r-0');
    expect((await session.read(target(on, 'r-2'))).document).toEqual({ DbAudit: false, Retention: 30 });
    state.shows = null;
    expect((await session.read(target(on, 'r-2'))).document).toEqual({ DbAudit: false, Retention: 180 });
  });

  test('a write that was refused has changed nothing: what was known before it still counts', async () => {
    const { session, asked } = fakeRefusing();
    await session.read(target(on, 'r-0'));
    const first = asked();
    await trouble(session.apply(enable, target(on, 'r-0')));
    await session.read(target(on, 'r-1'));
    await session.read(target(on, 'r-2'));
    expect(asked() - first, 'two own readings, and the region once more at most').toBeLessThanOrEqual(2 + 4);
  });

  function fakeRefusing() {
    const { session, of } = fake({
      DescribeInstances: inventory(['r-0', 'r-1', 'r-2', 'r-3'].map((id) => instance(id))),
      ModifyAuditLogConfig: refused(400, 'ResourceConfigError'),
    });
    return { session, asked: () => of('DescribeAuditLogConfig').length };
  }
});

describe('the service-linked role', () => {
  test('is asked for once a session, where it is there', async () => {
    const { session, of } = world(180);
    await Promise.all(['r-0', 'r-1', 'r-2'].map((id) => session.read(target(on, id))));
    await session.read(target(on, 'r-3'));
    expect(of('DescribeServiceLinkedRoleExists')).toHaveLength(1);
  });

  test('is asked for again while it is missing: another target of the run may have created it', async () => {
    const { session, state } = world(180);
    state.role = false;
    expect((await session.read(target(on, 'r-0'))).facts).toEqual([]);
    state.role = true;
    expect((await session.read(target(on, 'r-1'))).facts).toEqual(['role.exists']);
  });

  test('is asked for again after an answer that said nothing', async () => {
    const answers = [refused(403, 'Forbidden.RAM'), { status: 503, body: '' }, ok({ ExistsServiceLinkedRole: true })];
    const { session } = fake({ DescribeServiceLinkedRoleExists: answers });
    expect((await session.read(target(on))).limits.role).toBe('unknown');
    expect((await trouble(session.read(target(on)))).code).toBe('AF310');
    expect((await session.read(target(on))).limits.role).toBe('exists');
  });
});

test('of several look-ups that fail it is always the same one that is told', async () => {
  const down = { status: 503, body: '' };
  const routes = { DescribeServiceLinkedRoleExists: down, DescribeInstances: down, DescribeInstanceAttribute: down };
  const { message } = await trouble(fake(routes).session.read(target(on)));
  expect(message).toContain('DescribeInstanceAttribute');
});
